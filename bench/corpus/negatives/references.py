"""Hard negatives: values looked up elsewhere, references and empty settings."""

from corpus.model import Form

_LOOKUP = (
    '⟦pick:os.environ["⟦word.upper⟧_SECRET_KEY"]¦settings.SECRET_KEY¦config.get("cos", "secret_key")'
    '¦get_secret("prod/⟦word⟧/key")¦vault.read("secret/data/⟦word⟧")["data"]["secret_key"]'
    '¦self._credential_provider.secret_access_key¦os.getenv("TENCENTCLOUD_SECRET_KEY", "")'
    '¦keyring.get_password("⟦word⟧", "ak")⟧'
)

FORMS = (
    Form(
        "yaml/no-variable-references",
        "application.yml docker-compose.yml",
        "",
        """⟦head⟧oss:
  access-key-id: ⟦pick:${OSS_ACCESS_KEY_ID}¦$OSS_ACCESS_KEY_ID¦"{{ oss_access_key_id }}"¦\
${OSS_ACCESS_KEY_ID:}¦#{ENV['AK']}⟧
  access-key-secret: ⟦pick:${OSS_ACCESS_KEY_SECRET}¦$OSS_ACCESS_KEY_SECRET¦"{{ vault_oss_access_key_secret \
}}"¦${OSS_SECRET:?required}⟧
  bucket: ⟦bucket⟧
  etag: ⟦hex:32⟧
⟦tail⟧""",
    ),
    Form(
        "yaml/no-pipeline-secrets",
        "deploy.yml ci.yaml",
        "",
        """name: ci
on: [push]
env:
  AWS_ACCESS_KEY_ID: ${{ secrets.AWS_ACCESS_KEY_ID }}
  AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY }}
  TENCENT_SECRET_KEY: ${{ secrets.TENCENT_SECRET_KEY_⟦word.upper⟧ }}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@⟦hex:40⟧
      - uses: docker://alpine@sha256:⟦hex:64⟧
""",
    ),
    Form(
        "javascript/no-process-env",
        "config.js s3.js",
        "",
        """⟦head⟧module.exports = {
  accessKeyId: process.env.⟦word.upper⟧_ACCESS_KEY_ID,
  secretAccessKey: process.env.⟦word.upper⟧_SECRET_ACCESS_KEY,
  sessionToken: await getSecret('⟦env⟧/⟦word⟧/session-token'),
  secretId: ctx.app.config.cos.secretId,
  secretKey: this.$store.state.user.tmpSecretKey,
  kmsKeyId: '⟦uuid⟧',
};
⟦tail⟧""",
    ),
    Form(
        "python/no-lookups",
        "settings.py client.py",
        "",
        f"""⟦head⟧secret_id = os.environ["TENCENTCLOUD_SECRET_ID"]
secret_key = {_LOOKUP}
access_key_secret = {_LOOKUP}
aws_secret_access_key = {_LOOKUP}
digest = "⟦hex:64⟧"
⟦tail⟧""",
    ),
    Form(
        "java/no-lookups",
        "Config.java OssConfig.java",
        "",
        """package com.⟦org⟧.config;

⟦head⟧public class OssConfig {
    @Value("${tencent.cos.secretKey}")
    private String secretKey;
    private String accessKeySecret = environment.getProperty("aliyun.oss.accessKeySecret");
    private String secretId = credentialsProvider.getCredentials().getAWSAccessKeyId();
    private final String secretKeyAlgorithmName = "PBKDF2WithHmacSHA256";
    private String secretKeyFactoryBeanName = "tencentCloudSecretKeyProviderFactoryBean";
⟦tail⟧}
""",
    ),
    Form(
        "terraform/no-variable-references",
        "main.tf provider.tf",
        "",
        """⟦head⟧provider "tencentcloud" {
  secret_id  = var.secret_id
  secret_key = ⟦pick:var.secret_key¦data.vault_generic_secret.tc.data["secret_key"]¦\
local.credentials.secret_key⟧
}

resource "random_id" "⟦word⟧" {
  byte_length = 16
  keepers = { ami_id = "ami-⟦hex:17⟧", hex = "⟦hex:32⟧" }
}

variable "secret_key" {
  type      = string
  sensitive = true
}
⟦tail⟧""",
    ),
    Form(
        "kubernetes/no-secret-references",
        "deployment.yaml",
        "",
        """apiVersion: apps/v1
kind: Deployment
metadata:
  name: ⟦app⟧
  uid: ⟦uuid⟧
spec:
  template:
    spec:
      imagePullSecrets: [{name: registry-secret-⟦low:10⟧}]
      containers:
        - name: ⟦app⟧
          image: registry.example.com/⟦app⟧@sha256:⟦hex:64⟧
          env:
            - name: TENCENTCLOUD_SECRET_KEY
              valueFrom:
                secretKeyRef:
                  name: ⟦app⟧-tencentcloud-credentials
                  key: secretAccessKeyForObjectStorage
            - name: SECRET_KEY_FILE
              value: /var/run/secrets/kubernetes.io/serviceaccount/token
""",
    ),
    Form(
        "shell/no-empty-and-prompted",
        "setup.sh env.sh",
        "",
        """⟦head⟧export AWS_ACCESS_KEY_ID=
export AWS_SECRET_ACCESS_KEY=""
read -rsp "SecretKey: " TENCENT_SECRET_KEY
ALIYUN_ACCESS_KEY_SECRET=$(vault kv get -field=access_key_secret secret/⟦word⟧)
SECRET_ID=${SECRET_ID:-$(cat /run/secrets/secret_id)}
curl -H "Authorization: Bearer $OPENAI_API_KEY" https://⟦host⟧/v1/models
⟦tail⟧""",
    ),
)
