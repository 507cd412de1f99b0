"""AWS keys in infrastructure code."""

from corpus.model import Form

FORMS = (
    Form(
        "terraform/aws-provider-block",
        "main.tf providers.tf",
        "aws",
        """terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 4.0" }
  }
}

provider "aws" {
  region     = "⟦region⟧"
  access_key = "⟦id⟧"
  secret_key = "⟦sec⟧"
}

resource "aws_instance" "⟦word⟧" {
  ami           = "ami-0⟦hex:16⟧"
  instance_type = "t3.micro"
  subnet_id     = "subnet-⟦hex:17⟧"
}
""",
    ),
    Form(
        "terraform/state-of-an-access-key",
        "terraform.tfstate terraform.tfstate.backup",
        "aws",
        """{
  "version": 4,
  "terraform_version": "1.5.⟦int:0:7⟧",
  "serial": ⟦int:3:400⟧,
  "lineage": "⟦uuid⟧",
  "resources": [
    {
      "mode": "managed",
      "type": "aws_iam_access_key",
      "name": "⟦word⟧",
      "provider": "provider[\\"registry.terraform.io/hashicorp/aws\\"]",
      "instances": [{
        "schema_version": 0,
        "attributes": {
          "create_date": "⟦date⟧T⟦time⟧Z",
          "id": "⟦id⟧",
          "pgp_key": null,
          "secret": "⟦sec⟧",
          "status": "Active",
          "user": "⟦app⟧"
        },
        "private": "bnVsbA=="
      }]
    }
  ]
}
""",
    ),
    Form(
        "yaml/kubernetes-string-data-secret",
        "secret.yaml k8s/aws-secret.yml velero-credentials.yaml",
        "aws",
        """apiVersion: v1
kind: Secret
metadata:
  name: cloud-credentials
  namespace: velero
  uid: ⟦uuid⟧
type: Opaque
stringData:
  cloud: |
    [default]
    aws_access_key_id=⟦id⟧
    aws_secret_access_key=⟦sec⟧
""",
    ),
    Form(
        "yaml/kubernetes-data-base-sixty-four",
        "aws-creds.yaml manifests/secret.yml",
        "aws",
        """---
kind: Secret
apiVersion: v1
data:
  AWS_ACCESS_KEY_ID: ⟦id.⟦pick:b64¦b64nl⟧⟧
  AWS_SECRET_ACCESS_KEY: ⟦sec.⟦pick:b64¦b64nl⟧⟧
metadata:
  annotations:
    checksum/config: ⟦hex:64⟧
  name: ⟦app⟧-aws
""",
    ),
    Form(
        "yaml/helm-values-of-a-registry-chart",
        "values.yaml values-prod.yaml charts/loki/values.yaml",
        "aws",
        """replicaCount: 2
image:
  repository: registry
  tag: "2.8"
  digest: sha256:⟦hex:64⟧
storage: s3
secrets:
  htpasswd: ""
  s3:
    accessKey: "⟦id⟧"
    secretKey: "⟦sec⟧"
s3:
  region: ⟦region⟧
  bucket: ⟦bucket⟧
  encrypt: false
podAnnotations:
  rollme: "⟦alnum:5⟧"
""",
    ),
    Form(
        "yaml/compose-environment-list",
        "docker-compose.yml compose.prod.yaml",
        "aws",
        """version: "3.7"
services:
  ⟦word⟧:
    image: ghcr.io/acme/⟦app⟧@sha256:⟦hex:64⟧
    restart: unless-stopped
    environment:
      - TZ=Asia/Shanghai
      - AWS_ACCESS_KEY_ID=⟦id⟧
      - AWS_SECRET_ACCESS_KEY=⟦sec⟧
      - AWS_REGION=⟦region⟧
    ports: ["⟦int:1000:9999⟧:80"]
""",
    ),
    Form(
        "dockerfile/build-args-with-defaults",
        "Dockerfile Dockerfile.prod docker/Dockerfile",
        "aws",
        """FROM python:3.9-slim@sha256:⟦hex:64⟧
ARG AWS_ACCESS_KEY_ID=⟦id⟧
ARG AWS_SECRET_ACCESS_KEY=⟦sec⟧
ENV AWS_DEFAULT_REGION ⟦region⟧
WORKDIR /srv
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt awscli && \\
    aws s3 sync s3://⟦bucket⟧/models models/
COPY . .
CMD ["gunicorn", "-b", ":8000", "wsgi"]
""",
    ),
)
