"""Settings of clouds that name keys and hold none."""

from corpus.model import Form

FORMS = (
    Form(
        "env/no-example-with-placeholders",
        ".env.example .env.sample env.template",
        "",
        """# copy to .env and fill in
TENCENT_SECRET_ID=⟦pick:your-secret-id¦<your-secret-id>¦xxxxxxxx¦AKIDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx⟧
TENCENT_SECRET_KEY=⟦pick:your-secret-key¦<your-secret-key>¦xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx¦********⟧
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7⟦pick:EXAMPLE¦EXAMPLE⟧
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCY⟦pick:EXAMPLEKEY¦EXAMPLEKEY⟧
ALIYUN_AK=填写你的AccessKeyId
ALIYUN_SK=${ALIYUN_SK}
OPENAI_API_KEY=sk-⟦pick:...¦xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx¦your-key-here⟧
GITHUB_TOKEN=ghp_⟦pick:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx¦REPLACE_ME⟧
APP_BUILD=⟦hex:40⟧
""",
    ),
    Form(
        "log/no-masked-values",
        "deploy.log output.txt",
        "",
        """⟦date⟧ ⟦time⟧ [INFO] loading configuration from /etc/⟦app⟧/config.yml
⟦date⟧ ⟦time⟧ [INFO] SecretId=AKID****⟦low:4⟧ SecretKey=******
⟦date⟧ ⟦time⟧ [INFO] aws_access_key_id ****************⟦base32:4⟧ shared-credentials-file
⟦date⟧ ⟦time⟧ [INFO] aws_secret_access_key ****************⟦alnum:4⟧ shared-credentials-file
⟦date⟧ ⟦time⟧ [INFO] token: ghp_***⟦alnum:3⟧ jdbc:mysql://root:***@⟦ip⟧/⟦word⟧
⟦date⟧ ⟦time⟧ [DEBUG] request id ⟦uuid⟧ digest ⟦hex:64⟧
""",
    ),
    Form(
        "yaml/no-vault-and-secret-references",
        "values.yaml deployment.yaml",
        "",
        """env:
  - name: AWS_SECRET_ACCESS_KEY
    valueFrom:
      secretKeyRef: {name: ⟦app⟧-aws, key: AWS_SECRET_ACCESS_KEY}
  - name: COS_SECRET_KEY
    value: vault:secret/data/⟦word⟧/cos#secretKey
  - name: DB_PASSWORD
    value: ref+awssecrets://⟦word⟧/db?region=us-east-1
  - name: TENCENT_SECRET_ID
    value: "{{ .Values.global.secretId }}"
  - name: API_TOKEN
    value: op://infra/⟦low:26⟧/credential
podAnnotations:
  checksum/secret: ⟦hex:64⟧
""",
    ),
    Form(
        "terraform/no-secrets-manager-arns",
        "ecs.tf secrets.tf",
        "",
        """variable "secret_key" {
  type      = string
  sensitive = true
}

data "aws_secretsmanager_secret" "db" {
  arn = "arn:aws:secretsmanager:us-west-2:⟦account⟧:secret:⟦env⟧/⟦app⟧/db-password-⟦alnum:6⟧"
}

provider "tencentcloud" {
  secret_id  = var.secret_id
  secret_key = var.secret_key
  region     = "ap-beijing"
}

resource "aws_kms_alias" "k" { target_key_id = "⟦uuid⟧" }
""",
    ),
    Form(
        "yaml/no-sealed-secret",
        "sealed.yaml sealed-secret.yml",
        "",
        """apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: ⟦app⟧-cloud-key
  namespace: ⟦env⟧
spec:
  encryptedData:
    accessKeyId: AgB⟦b64:340⟧==
    secretAccessKey: AgA⟦b64:360⟧==
  template:
    type: Opaque
""",
    ),
    Form(
        "yaml/no-ansible-vault",
        "group_vars/all/vault.yml vault.yaml",
        "",
        """aws_region: ap-northeast-1
aws_secret_key: !vault |
          $ANSIBLE_VAULT;1.1;AES256
⟦rep:4-6:          ⟦num:80⟧
⟧          ⟦num:62⟧
db_password: "{{ lookup('env', 'DB_PASSWORD') }}"
cos_secret_id: "{{ vault_cos_secret_id }}"
""",
    ),
    Form(
        "yaml/no-sops-encrypted",
        "secrets.enc.yaml secrets.sops.yml",
        "",
        """cos:
    secret_id: ENC[AES256_GCM,data:⟦b64:48⟧,iv:⟦digest:32⟧,tag:⟦digest:16⟧,type:str]
    secret_key: ENC[AES256_GCM,data:⟦b64:44⟧,iv:⟦digest:32⟧,tag:⟦digest:16⟧,type:str]
sops:
    kms:
        - arn: arn:aws:kms:eu-west-1:⟦account⟧:key/⟦uuid⟧
          enc: AQICAHh⟦b64:240⟧
    lastmodified: "⟦date⟧T⟦time⟧Z"
    mac: ENC[AES256_GCM,data:⟦b64:88⟧,iv:⟦digest:32⟧,tag:⟦digest:16⟧,type:str]
    version: 3.7.3
""",
    ),
)
