"""YAML: playbooks and pipelines."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "yaml/ansible-vars",
        "all.yml main.yml group_vars.yml",
        PAIRS,
        """---
# ⟦cmt⟧
app_name: ⟦app⟧
app_checksum: sha256:⟦hex:64⟧
⟦idn.snake⟧: "⟦id⟧"
⟦secn.snake⟧: "⟦sec⟧"
deploy_user: ⟦person⟧
⟦tail⟧""",
    ),
    Form(
        "yaml/ansible-module-arguments",
        "playbook.yml site.yml upload.yml",
        "aws alibaba",
        """- hosts: localhost
  tasks:
    - name: ⟦cmt⟧
      ⟦pick:aws_s3¦ali_oss_object¦amazon.aws.ec2_instance⟧:
        ⟦pick:access_key: "⟦id⟧"
        secret_key: "⟦sec⟧"¦aws_access_key: ⟦id⟧
        aws_secret_key: ⟦sec⟧⟧
        bucket: ⟦bucket⟧
        object: /⟦word⟧/⟦hex:40⟧.tgz
        mode: put
""",
    ),
    Form(
        "yaml/github-workflow",
        "deploy.yml ci.yaml upload.yml",
        "tencent aws alibaba qiniu huawei",
        """name: deploy
on:
  push:
    branches: [main]
jobs:
  build:
    runs-on: ubuntu-latest
    env:
      ⟦idn.upper⟧: ⟦id⟧
      ⟦secn.upper⟧: ⟦sec⟧
    steps:
      - uses: actions/checkout@⟦hex:40⟧
      - run: npm ci && npm run build
      - run: node upload.js --bucket ⟦bucket⟧
""",
    ),
    Form(
        "yaml/github-workflow-action-inputs",
        "release.yml cdn.yml",
        "tencent aws alibaba",
        """name: cdn
on: [push]
jobs:
  upload:
    runs-on: ubuntu-22.04
    steps:
      - name: ⟦cmt⟧
        uses: ⟦pick:TencentCloud/cos-action@v1¦aws-actions/configure-aws-credentials@v4¦\
zkqiang/oss-upload@master⟧
        with:
          ⟦idn.kebab⟧: ⟦id⟧
          ⟦secn.kebab⟧: ⟦sec⟧
          region: ⟦region⟧
      - run: echo "${{ secrets.DEPLOY_TOKEN }}" | wc -c
""",
    ),
    Form(
        "yaml/gitlab-ci-variables",
        ".gitlab-ci.yml",
        CLOUDS,
        """stages: [build, deploy]

variables:
  GIT_DEPTH: "1"
  ⟦idn.upper⟧: "⟦id⟧"
  ⟦secn.upper⟧: "⟦sec⟧"

deploy:
  stage: deploy
  image: registry.example.com/tools@sha256:⟦hex:64⟧
  script:
    - ./deploy.sh $CI_COMMIT_SHA
""",
    ),
    Form(
        "yaml/secret-key-only",
        ".gitlab-ci.yml ci.yml",
        BIG,
        """variables:
  ⟦idn.upper⟧: $⟦idn.upper⟧  # from the settings
  ⟦secn.upper⟧: ⟦sec⟧
  BUCKET: ⟦bucket⟧
build:
  script: make build REV=⟦hex:40⟧
""",
    ),
)
