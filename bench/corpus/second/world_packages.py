"""Tokens of package indexes."""

from corpus.model import Form

FORMS = (
    Form(
        "ini/npmrc-auth-token",
        ".npmrc npmrc",
        "npm",
        """registry=https://registry.⟦pick:npmjs⟧.org/
@⟦org⟧:registry=https://registry.⟦pick:npmjs⟧.org/
//registry.⟦pick:npmjs⟧.org/:_authToken=⟦sec⟧
save-exact=true
fund=false
""",
    ),
    Form(
        "yaml/yarn-berry-rc",
        ".yarnrc.yml",
        "npm",
        """enableTelemetry: false
nodeLinker: node-modules
npmScopes:
  ⟦org⟧:
    npmRegistryServer: "https://registry.⟦pick:npmjs⟧.org"
    npmAuthToken: ⟦sec⟧
yarnPath: .yarn/releases/yarn-3.⟦int:1:6⟧.⟦int:0:4⟧.cjs
checksum: 10/⟦hex:64⟧
""",
    ),
    Form(
        "dockerfile/echo-into-npmrc",
        "Dockerfile Dockerfile.web",
        "npm",
        """FROM node:18-alpine
WORKDIR /app
RUN echo "//registry.⟦pick:npmjs⟧.org/:_authToken=⟦sec⟧" > .npmrc
COPY package*.json ./
RUN npm ci --omit=dev && rm -f .npmrc
ENV REV=⟦hex:40⟧
CMD node server.js
""",
    ),
    Form(
        "yaml/travis-npm-deploy",
        ".travis.yml",
        "npm",
        """language: node_js
deploy:
  provider: npm
  email: ⟦person⟧@example.com
  api_key: ⟦sec⟧
  on:
    tags: true
    repo: ⟦org⟧/⟦app⟧
cache: {key: ⟦hex:16⟧}
""",
    ),
    Form(
        "shell/npm-config-set",
        "publish.sh Makefile",
        "npm",
        """set -e
npm config set //registry.⟦pick:npmjs⟧.org/:_authToken ⟦sec⟧
npm version patch -m "release %s"
npm publish --access public
git push --tags
# shasum ⟦hex:40⟧
""",
    ),
    Form(
        "json/semantic-release-env",
        ".vscode/launch.json nodemon.json",
        "npm",
        """{
  "version": "0.2.0",
  "configurations": [{
    "name": "release", "type": "node", "request": "launch",
    "program": "${workspaceFolder}/node_modules/.bin/semantic-release",
    "env": {"NPM_TOKEN": "⟦sec⟧", "CI_RUN": "⟦uuid⟧"}
  }]
}
""",
    ),
    Form(
        "ini/pypirc-two-indexes",
        ".pypirc",
        "pypi",
        """[distutils]
index-servers =
    pypi
    local

[pypi]
username = __token__
password = ⟦sec⟧

[local]
repository: http://⟦ip⟧:8080
username:
""",
    ),
    Form(
        "shell/twine-upload-p",
        "upload.sh release.bat",
        "pypi",
        """python -m build
twine check dist/*
twine upload -u __token__ -p ⟦sec⟧ dist/⟦word⟧-⟦ver⟧-py3-none-any.whl
rem sha256 ⟦hex:64⟧
""",
    ),
    Form(
        "yaml/gh-action-pypi-publish",
        ".github/workflows/publish.yml publish.yaml",
        "pypi",
        """on: {release: {types: [published]}}
jobs:
  pypi:
    runs-on: ubuntu-latest
    steps:
    - uses: actions/checkout@⟦hex:40⟧
    - run: pip install build && python -m build
    - uses: pypa/gh-action-pypi-publish@release/v1
      with:
        user: __token__
        password: ⟦sec⟧
""",
    ),
    Form(
        "toml/poetry-auth",
        "auth.toml .config/pypoetry/auth.toml",
        "pypi",
        """[http-basic]

[pypi-token]
pypi = "⟦sec⟧"
""",
    ),
    Form(
        "history/flit-and-uv-publish",
        ".zsh_history fish_history",
        "pypi",
        """: ⟦ts⟧:0;cd ~/src/⟦app⟧
: ⟦ts⟧:0;git tag v⟦ver⟧ ⟦hex:10⟧
: ⟦ts⟧:3;UV_PUBLISH_TOKEN=⟦sec⟧ uv publish
: ⟦ts⟧:0;pip download ⟦word⟧==⟦ver⟧ --no-deps
""",
    ),
    Form(
        "groovy/jenkins-environment-block",
        "Jenkinsfile ci/Jenkinsfile",
        "pypi",
        """pipeline {
  agent { docker { image 'python:3.10@sha256:⟦hex:64⟧' } }
  environment {
    TWINE_USERNAME = '__token__'
    TWINE_PASSWORD = '⟦sec⟧'
  }
  stages { stage('push') { steps { sh 'twine upload dist/*' } } }
}
""",
    ),
)
