"""Terraform: providers, variables, back ends and state."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "terraform/provider-tencentcloud",
        "main.tf provider.tf",
        "tencent",
        """⟦head⟧provider "tencentcloud" {
  secret_id  = "⟦id⟧"
  secret_key = "⟦sec⟧"
  region     = "⟦region⟧"
}

resource "tencentcloud_instance" "⟦word⟧" {
  image_id          = "img-⟦low:8⟧"
  security_groups   = ["sg-⟦low:8⟧"]
}
⟦tail⟧""",
    ),
    Form(
        "terraform/provider-aws",
        "main.tf providers.tf",
        "aws",
        """⟦head⟧provider "aws" {
  region     = "⟦region⟧"
  access_key = "⟦id⟧"
  secret_key = "⟦sec⟧"
}

data "aws_ami" "⟦word⟧" {
  owners = ["⟦account⟧"]
}
⟦tail⟧""",
    ),
    Form(
        "terraform/provider-alicloud",
        "main.tf provider.tf",
        "alibaba",
        """⟦head⟧provider "alicloud" {
  access_key = "⟦id⟧"
  secret_key = "⟦sec⟧"
  region     = "⟦region⟧"
}

data "alicloud_zones" "⟦word⟧" {
  available_resource_creation = "VSwitch"
}
⟦tail⟧""",
    ),
    Form(
        "terraform/provider-of-chinese-clouds",
        "main.tf provider.tf",
        "huawei volcengine baidu jd kingsoft ucloud qingcloud",
        """⟦head⟧# ⟦brandcn⟧
provider "⟦brand.flat⟧" {
  ⟦pick:access_key = "⟦id⟧"
  secret_key = "⟦sec⟧"¦⟦idn.bare.snake⟧ = "⟦id⟧"
  ⟦secn.bare.snake⟧ = "⟦sec⟧"⟧
  region = "⟦region⟧"
}
⟦tail⟧""",
    ),
    Form(
        "terraform/variable-defaults",
        "variables.tf vars.tf",
        CLOUDS,
        """⟦head⟧variable "⟦idn.snake⟧" {
  type        = string
  description = "⟦cmt⟧"
  default     = "⟦id⟧"
}

variable "⟦secn.snake⟧" {
  type      = string
  sensitive = true
  default   = "⟦sec⟧"
}
⟦tail⟧""",
    ),
    Form(
        "terraform/tfvars",
        "terraform.tfvars ⟦env⟧.auto.tfvars",
        PAIRS,
        """# ⟦cmt⟧
⟦idn.snake⟧  = "⟦id⟧"
⟦secn.snake⟧ = "⟦sec⟧"
region = "⟦region⟧"
ami    = "ami-⟦hex:17⟧"
""",
    ),
    Form(
        "terraform/backend",
        "backend.tf versions.tf",
        BIG,
        """terraform {
  backend "⟦store⟧" {
    bucket     = "⟦bucket⟧"
    key        = "⟦env⟧/terraform.tfstate"
    region     = "⟦region⟧"
    ⟦pick:access_key = "⟦id⟧"
    secret_key = "⟦sec⟧"¦⟦idn.bare.snake⟧ = "⟦id⟧"
    ⟦secn.bare.snake⟧ = "⟦sec⟧"⟧
  }
}
⟦tail⟧""",
    ),
    Form(
        "terraform/state-access-key",
        "terraform.tfstate",
        "aws alibaba tencent",
        """{
  "version": 4,
  "terraform_version": "1.⟦int:1:9⟧.⟦int:0:9⟧",
  "lineage": "⟦uuid⟧",
  "resources": [
    {
      "type": "⟦pick:aws_iam_access_key¦cloud_access_key⟧",
      "name": "⟦word⟧",
      "instances": [
        {
          "attributes": {
            "id": "⟦id⟧",
            "key_fingerprint": null,
            "secret": "⟦sec⟧",
            "status": "Active",
            "user": "⟦person⟧"
          }
        }
      ]
    }
  ]
}
""",
    ),
    Form(
        "terraform/user-data-heredoc",
        "ec2.tf cvm.tf",
        "aws tencent",
        """⟦head⟧resource "⟦pick:aws_instance¦tencentcloud_instance⟧" "web" {
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/bash
    export ⟦idn.upper⟧=⟦id⟧
    export ⟦secn.upper⟧=⟦sec⟧
    /opt/boot.sh ⟦hex:40⟧
  EOT
}
""",
    ),
)
