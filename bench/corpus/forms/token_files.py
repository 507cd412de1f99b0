"""Single tokens in the files and calls that are made for them."""

from corpus.groups import FORGES, TOKENS
from corpus.model import Form

FORMS = (
    Form(
        "markdown/token-in-prose",
        "README.md notes.md 说明.md",
        TOKENS,
        """# ⟦app⟧

⟦head⟧⟦pick:Use this ⟦secn.title⟧ for tests: `⟦sec⟧`¦测试用的 ⟦secn.title⟧：⟦sec⟧¦⟦secn.upper⟧: ⟦sec⟧⟧

Last build ⟦hex:40⟧.
⟦tail⟧""",
    ),
    Form(
        "shell/git-remote-with-token",
        "clone.sh deploy.sh mirror.sh",
        FORGES,
        """⟦head⟧git clone https://⟦pick:oauth2:¦⟦person⟧:⟧⟦sec⟧@\
⟦api⟧/⟦org⟧/⟦app⟧.git  # ⟦secn.title⟧
cd ⟦app⟧ && git checkout ⟦hex:40⟧
⟦tail⟧""",
    ),
    Form(
        "ini/git-config-remote",
        "config .gitconfig",
        FORGES,
        """[core]
	repositoryformatversion = 0
[remote "⟦provider⟧"]
	url = https://oauth2:⟦sec⟧@⟦api⟧/⟦org⟧/⟦app⟧.git
	fetch = +refs/heads/*:refs/remotes/origin/*
""",
    ),
    Form(
        "shell/curl-private-token",
        "gitlab.sh mr.sh",
        "gitlab",
        """⟦head⟧curl --header "PRIVATE-TOKEN: ⟦sec⟧" \
"https://gitlab.example.com/api/v4/projects/⟦num:4⟧/repository/commits/⟦hex:40⟧"
⟦tail⟧""",
    ),
    Form(
        "shell/curl-gitee-access-token",
        "gitee.sh",
        "gitee",
        """⟦head⟧curl -X POST "https://gitee.com/api/v5/user/repos" -d 'access_token=⟦sec⟧&name=⟦app⟧'
⟦tail⟧""",
    ),
    Form(
        "ini/npmrc",
        ".npmrc npmrc",
        "npm",
        """registry=https://npm.example.com/
//npm.example.com/:_authToken=⟦sec⟧
always-auth=true
""",
    ),
    Form(
        "ini/pypirc",
        ".pypirc pypirc",
        "pypi",
        """[distutils]
index-servers = pypi

[pypi]
username = __token__
password = ⟦sec⟧
""",
    ),
    Form(
        "yaml/doctl-config",
        "config.yaml",
        "digitalocean",
        """access-token: ⟦sec⟧
output: text
context: default
auth-contexts: {}
""",
    ),
    Form(
        "terraform/token-provider",
        "main.tf provider.tf",
        "digitalocean github gitlab ibm",
        """⟦head⟧provider "⟦provider⟧" {
  ⟦pick:token¦⟦secn.snake⟧⟧ = "⟦sec⟧"
}
⟦tail⟧""",
    ),
    Form(
        "json/ibm-cloud-key-file",
        "apikey.json ibm-credentials.json",
        "ibm",
        """{
	"name": "⟦app⟧",
	"description": "⟦english⟧",
	"createdAt": "⟦date⟧T⟦time⟧+0000",
	"apikey": "⟦sec⟧"
}
""",
    ),
    Form(
        "log/token-in-header",
        "http.log debug.log",
        TOKENS,
        """⟦head⟧⟦date⟧ ⟦time⟧ DEBUG send: GET /v1/⟦word⟧ HTTP/1.1 Host: ⟦api⟧ Authorization: Bearer \
⟦sec⟧ X-Rid: ⟦uuid⟧
⟦tail⟧""",
    ),
)
