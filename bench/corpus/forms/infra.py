"""Dockerfiles, Jenkins, Gradle and web servers."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "dockerfile/env",
        "Dockerfile Dockerfile.prod api.dockerfile",
        PAIRS,
        """⟦head⟧FROM python:3.11-slim@sha256:⟦hex:64⟧
WORKDIR /app
⟦pick:ENV ⟦idn.upper⟧=⟦id⟧
ENV ⟦secn.upper⟧=⟦sec⟧¦ENV ⟦idn.upper⟧ ⟦id⟧
ENV ⟦secn.upper⟧ ⟦sec⟧¦ENV ⟦idn.upper⟧="⟦id⟧" \\
    ⟦secn.upper⟧="⟦sec⟧"⟧
COPY . .
⟦tail⟧""",
    ),
    Form(
        "dockerfile/arg-defaults",
        "Dockerfile Dockerfile.build",
        CLOUDS,
        """⟦head⟧FROM node:20 AS build
ARG ⟦idn.upper⟧=⟦id⟧
ARG ⟦secn.upper⟧=⟦sec⟧
RUN npm ci && npm run build
⟦tail⟧""",
    ),
    Form(
        "dockerfile/run-configure",
        "Dockerfile",
        "tencent aws alibaba",
        """⟦head⟧FROM ubuntu:22.04
RUN apt-get update && apt-get install -y curl \\
 && ⟦store⟧cli config --id ⟦id⟧ --key ⟦sec⟧ --region ⟦region⟧ \\
 && rm -rf /var/lib/apt/lists/*
⟦tail⟧""",
    ),
    Form(
        "groovy/jenkinsfile-environment",
        "Jenkinsfile deploy.jenkinsfile",
        CLOUDS,
        """pipeline {
    agent any
    environment {
        ⟦idn.upper⟧ = '⟦id⟧'
        ⟦secn.upper⟧ = '⟦sec⟧'
        IMAGE = "registry.example.com/⟦org⟧/⟦app⟧:${env.GIT_COMMIT}"
    }
    stages {
        stage('deploy') {
            steps { sh './deploy.sh ⟦bucket⟧' }
        }
    }
}
""",
    ),
    Form(
        "groovy/jenkinsfile-sh-block",
        "Jenkinsfile",
        BIG,
        """node('linux') {
    checkout scm
    sh '''
        set +x
        export ⟦idn.upper⟧=⟦id⟧
        export ⟦secn.upper⟧=⟦sec⟧
        ./gradlew publish -Prev=⟦hex:12⟧
    '''
}
""",
    ),
    Form(
        "groovy/gradle-build-config",
        "build.gradle app.gradle",
        PAIRS,
        """android {
    compileSdk 34
    defaultConfig {
        applicationId "com.⟦org⟧.⟦word⟧"
        versionName "⟦ver⟧"
        buildConfigField "String", "⟦idn.upper⟧", '"⟦id⟧"'
        buildConfigField "String", "⟦secn.upper⟧", '"⟦sec⟧"'
    }
}
""",
    ),
    Form(
        "groovy/gradle-maven-credentials",
        "build.gradle publish.gradle",
        "aws alibaba",
        """repositories {
    maven {
        url "s3://⟦bucket⟧/releases"
        credentials(AwsCredentials) {
            accessKey "⟦id⟧"
            secretKey "⟦sec⟧"
        }
    }
}
""",
    ),
    Form(
        "lua/openresty-handler",
        "upload.lua s3.lua access.lua",
        PAIRS,
        """⟦head⟧local _M = { _VERSION = "⟦ver⟧" }

local ⟦idn.snake⟧ = "⟦id⟧"
local ⟦secn.snake⟧ = "⟦sec⟧"  -- ⟦cmt⟧
local host = "⟦endpoint⟧"

function _M.sign(uri)
  return ngx.encode_base64(ngx.hmac_sha1(⟦secn.snake⟧, uri))
end
return _M
""",
    ),
    Form(
        "nginx/set-variables",
        "nginx.conf s3-proxy.conf",
        CLOUDS,
        """server {
    listen 80;
    server_name ⟦host⟧;
    location /⟦word⟧/ {
        set $⟦idn.snake⟧ '⟦id⟧';
        set $⟦secn.snake⟧ '⟦sec⟧';
        proxy_set_header X-Request-Id ⟦hex:32⟧;
        proxy_pass https://⟦bucket⟧.⟦endpoint⟧;
    }
}
""",
    ),
)
