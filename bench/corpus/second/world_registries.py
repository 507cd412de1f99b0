"""Passwords of registries."""

from corpus.encoders import docker_config, docker_secret
from corpus.model import Form

FORMS = (
    Form(
        "json/docker-login-file",
        "config.json .docker/config.json",
        "docker-registry",
        "⟦pick:https://index.docker.io/v1/¦registry.⟦org⟧.example.com¦ccr.ccs.tencentyun.com⟧ ⟦person⟧ ⟦sec⟧",
        encode=docker_config,
    ),
    Form(
        "yaml/image-pull-secret",
        "regcred.yaml pull-secret.yml",
        "docker-registry",
        "⟦pick:harbor.⟦org⟧.example.com¦quay.io¦registry.cn-hangzhou.aliyuncs.com⟧ ⟦person⟧ ⟦sec⟧",
        encode=docker_secret,
    ),
    Form(
        "shell/docker-login-line",
        "build.sh push.sh deploy.bat",
        "docker-registry",
        """#!/bin/sh
TAG=$(git rev-parse --short HEAD)
docker login ⟦pick:--username¦-u⟧ ⟦person⟧ ⟦pick:--password ¦-p ¦--password=⟧⟦sec⟧ registry.⟦org⟧.example.com
docker build -t registry.⟦org⟧.example.com/⟦app⟧:$TAG .
docker push registry.⟦org⟧.example.com/⟦app⟧:$TAG
# last digest: sha256:⟦hex:64⟧
""",
    ),
    Form(
        "yaml/gitlab-ci-password-stdin",
        ".gitlab-ci.yml ci/build.yml",
        "docker-registry",
        """image: docker:24
services: [docker:dind]
variables:
  HARBOR: harbor.⟦org⟧.example.com
  HARBOR_USER: robot-ci
  HARBOR_PASSWORD: "⟦sec⟧"
build:
  script:
    - echo "$HARBOR_PASSWORD" | docker login $HARBOR -u $HARBOR_USER --password-stdin
    - docker build --build-arg REV=⟦hex:40⟧ -t $HARBOR/⟦word⟧:$CI_COMMIT_SHORT_SHA .
""",
    ),
    Form(
        "xml/maven-settings-server",
        "settings.xml .m2/settings.xml",
        "docker-registry",
        """<settings>
  <servers>
    <server>
      <id>docker-harbor</id>
      <username>⟦person⟧</username>
      <password>⟦sec⟧</password>
      <configuration><email>ops@example.com</email></configuration>
    </server>
  </servers>
  <profiles><profile><id>⟦uuid⟧</id>
    <properties><docker.registry>harbor.⟦org⟧.example.com</docker.registry></properties>
  </profile></profiles>
</settings>
""",
    ),
    Form(
        "shell/kubectl-create-docker-registry",
        "k8s-init.sh README.txt",
        "docker-registry",
        """kubectl create ns ⟦env⟧
kubectl -n ⟦env⟧ create secret docker-registry regcred \\
    --docker-server=registry.⟦org⟧.example.com \\
    --docker-username=⟦person⟧ \\
    --docker-password=⟦sec⟧ \\
    --docker-email=⟦person⟧@example.com
kubectl -n ⟦env⟧ patch sa default -p '{"imagePullSecrets":[{"name":"regcred"}]}'
""",
    ),
    Form(
        "json/auths-with-name-and-password",
        "kaniko.json dockerconfig.json",
        "docker-registry",
        """{"auths": {"registry.⟦org⟧.example.com": {
  "username": "robot$ci",
  "password": "⟦sec⟧",
  "email": "ci@example.com"
}}, "credsStore": "", "experimental": "disabled", "cliId": "⟦uuid⟧"}
""",
    ),
    Form(
        "ini/pip-conf-index-with-password",
        "pip.conf .pip/pip.conf pip.ini",
        "docker-registry",
        """[global]
timeout = 60
index-url = https://⟦person⟧:⟦sec⟧@nexus.⟦org⟧.example.com/repository/pypi/simple
trusted-host = nexus.⟦org⟧.example.com
[install]
# pinned by sha256:⟦hex:64⟧
no-binary = ⟦word⟧
""",
    ),
    Form(
        "ini/npmrc-basic-auth-of-a-private-registry",
        ".npmrc npmrc",
        "docker-registry",
        """registry=https://nexus.⟦org⟧.example.com/repository/npm/
⟦pick://nexus.⟦org⟧.example.com/repository/npm/:_auth=bmV4dXM6⟦sec.b64⟧¦_auth=YWRtaW46⟦sec.b64⟧⟧
always-auth=true
email=⟦person⟧@example.com
cache-key=⟦hex:16⟧
""",
    ),
    Form(
        "yaml/docker-auth-config-variable",
        ".gitlab-ci.yml ci.yml",
        "docker-registry",
        """variables:
  GIT_DEPTH: 1
  DOCKER_AUTH_CONFIG: '{"auths":{"registry.⟦org⟧.example.com":{"auth":"cm9ib3Q6⟦sec.b64⟧"}}}'
test:
  image: registry.⟦org⟧.example.com/⟦app⟧@sha256:⟦hex:64⟧
  script: [make test]
""",
    ),
)
