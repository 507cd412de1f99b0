"""Tokens of GitHub and GitLab."""

from corpus.model import Form

FORMS = (
    Form(
        "ini/git-config-with-a-token-in-the-remote",
        ".git/config gitconfig",
        "github",
        """[core]
\trepositoryformatversion = 0
\tbare = false
[remote "origin"]
\turl = https://⟦pick:⟦sec⟧¦⟦people⟧:⟦sec⟧¦x-access-token:⟦sec⟧¦oauth2:⟦sec⟧⟧@github.com/⟦org⟧/⟦app⟧.git
\tfetch = +refs/heads/*:refs/remotes/origin/*
[branch "master"]
\tremote = origin
\tmerge = refs/heads/master
""",
    ),
    Form(
        "ini/git-extraheader-basic",
        "config .gitconfig",
        "github",
        """[http "https://github.com/"]
\textraheader = AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46⟦sec.b64⟧
[gc]
\tauto = 0
[submodule "lib"]
\turl = https://github.com/⟦org⟧/lib.git
# HEAD ⟦hex:40⟧
""",
    ),
    Form(
        "yaml/gh-hosts",
        "hosts.yml .config/gh/hosts.yml",
        "github",
        """github.com:
    git_protocol: https
    users:
        ⟦person⟧:
            oauth_token: ⟦sec⟧
    user: ⟦person⟧
""",
    ),
    Form(
        "javascript/octokit-in-a-bot",
        "bot.js release.mjs",
        "github",
        """import { Octokit } from "@octokit/rest";
const gh = new Octokit({ auth: `⟦pick:token ¦⟧⟦sec⟧`, userAgent: "⟦app⟧/⟦ver⟧" });
const sha = "⟦hex:40⟧";
await gh.rest.repos.createCommitStatus({ owner: "⟦org⟧", repo: "⟦app⟧", sha, state: "success" });
""",
    ),
    Form(
        "json/composer-auth",
        "auth.json .composer/auth.json",
        "github",
        """{
    "bitbucket-oauth": {},
    "github-oauth": {
        "github.com": "⟦sec⟧"
    },
    "http-basic": {}
}
""",
    ),
    Form(
        "chat/github-token-on-a-ticket",
        "ticket.txt JIRA-⟦num:4⟧.txt",
        "github",
        """OPS-⟦num:4⟧  Clone fails on the new runner
Reporter: ⟦people⟧   Opened: ⟦date⟧ ⟦time⟧

fatal: Authentication failed for 'https://github.com/⟦org⟧/⟦app⟧.git/'
reference ⟦hex:40⟧

Comment by ⟦people⟧: password login was removed. Use my PAT for now → ⟦sec⟧ (repo scope only)
""",
    ),
    Form(
        "shell/gitlab-private-token-header",
        "trigger.sh mr.sh",
        "gitlab",
        """CI=https://git.⟦org⟧.example.com/api/v4
curl --silent --header "PRIVATE-TOKEN: ⟦sec⟧" "$CI/projects/⟦int:10:900⟧/pipelines?sha=⟦hex:40⟧" | jq .
""",
    ),
    Form(
        "toml/pipfile-source-with-gitlab-url",
        "Pipfile",
        "gitlab",
        """[[source]]
name = "internal"
url = "https://__token__:⟦sec⟧@gitlab.com/api/v4/projects/⟦num:8⟧/packages/pypi/simple"
verify_ssl = true

[packages]
⟦word⟧ = {version = "==⟦ver⟧", index = "internal"}

[requires]
hash = "sha256:⟦hex:64⟧"
""",
    ),
    Form(
        "python/python-gitlab-client",
        "sync_groups.py gl.py",
        "gitlab",
        """import gitlab

gl = gitlab.Gitlab('https://gitlab.com', private_token='⟦sec⟧')
project = gl.projects.get(⟦num:8⟧)
commit = project.commits.get('⟦hex:40⟧')
commit.comments.create({'note': 'built by ⟦app⟧'})
""",
    ),
    Form(
        "yaml/argocd-repository-secret",
        "repo.yaml argocd-repos.yml",
        "gitlab",
        """apiVersion: v1
kind: Secret
metadata:
  name: repo-⟦num:9⟧
  labels:
    argocd.argoproj.io/secret-type: repository
stringData:
  type: git
  url: https://gitlab.com/⟦org⟧/⟦app⟧.git
  username: argocd
  password: ⟦sec⟧
""",
    ),
    Form(
        "dockerfile/go-private-with-insteadof",
        "Dockerfile build/Dockerfile",
        "gitlab",
        """FROM golang:1.21 AS build
ENV GOPRIVATE=gitlab.com/⟦org⟧
RUN git config --global url."https://oauth2:⟦sec⟧@gitlab.com/".insteadOf "https://gitlab.com/"
COPY go.* ./
RUN go mod download
FROM scratch
LABEL commit=⟦hex:40⟧
COPY --from=build /out/⟦word⟧ /
""",
    ),
    Form(
        "terraform/gitlab-provider-and-remote-state",
        "backend.tf gitlab.tf",
        "gitlab",
        """terraform {
  backend "http" {
    address        = "https://gitlab.com/api/v4/projects/⟦num:8⟧/terraform/state/⟦env⟧"
    username       = "⟦person⟧"
    password       = "⟦sec⟧"
    lock_method    = "POST"
    retry_wait_min = 5
  }
}
""",
    ),
)
