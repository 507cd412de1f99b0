"""Env files, properties, INI, TOML and HOCON."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "env/plain",
        ".env .env.⟦env⟧ env.local",
        PAIRS,
        """⟦head⟧⟦idn.upper⟧=⟦id⟧
⟦secn.upper⟧=⟦sec⟧
BUCKET=⟦bucket⟧
REGION=⟦region⟧
⟦tail⟧""",
    ),
    Form(
        "env/quoted",
        ".env .env.production",
        PAIRS,
        """⟦head⟧⟦idn.upper⟧=⟦id.q⟧
# ⟦cmt⟧
⟦secn.upper⟧=⟦sec.q⟧
⟦tail⟧""",
    ),
    Form(
        "env/vue-or-react-prefix",
        ".env.production .env.development .env",
        PAIRS,
        """NODE_ENV=production
⟦front⟧_BASE_API=https://⟦host⟧/api
⟦front⟧_⟦idn.upper⟧=⟦id⟧
⟦front⟧_⟦secn.upper⟧=⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "env/far-apart",
        ".env .env.bak",
        CLOUDS,
        """⟦head⟧⟦idn.upper⟧=⟦id⟧
⟦rep:2-8:⟦word.upper⟧_⟦pick:HOST=⟦host⟧¦PORT=⟦int:80:9000⟧¦PATH=/data/⟦word⟧¦REV=⟦hex:12⟧⟧
⟧⟦secn.upper⟧=⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "env/temporary",
        ".env sts.env",
        "tencent:temporary aws:temporary alibaba:temporary",
        """⟦head⟧⟦idn.upper⟧=⟦id⟧
⟦secn.upper⟧=⟦sec⟧
⟦tokn.upper⟧=⟦tok⟧
⟦tail⟧""",
    ),
    Form(
        "properties/dotted",
        "application.properties config.properties ⟦app⟧.properties",
        PAIRS,
        """⟦head⟧# ⟦brand⟧
⟦store⟧.⟦idn.bare.camel⟧⟦pick:=¦ = ⟧⟦id⟧
⟦store⟧.⟦secn.bare.camel⟧⟦pick:=¦ = ⟧⟦sec⟧
⟦store⟧.bucket=⟦bucket⟧
⟦tail⟧""",
    ),
    Form(
        "properties/kebab",
        "application.properties application-⟦env⟧.properties",
        CLOUDS,
        """⟦head⟧⟦org⟧.⟦provider⟧.⟦secn.kebab⟧=⟦sec⟧
⟦org⟧.⟦provider⟧.⟦idn.kebab⟧=⟦id⟧
⟦org⟧.⟦provider⟧.endpoint=https\\://⟦endpoint⟧
⟦tail⟧""",
    ),
    Form(
        "properties/commented-out",
        "application.properties",
        CLOUDS,
        """⟦head⟧#⟦store⟧.⟦idn.camel⟧=⟦id⟧
#⟦store⟧.⟦secn.camel⟧=⟦sec⟧
⟦store⟧.⟦idn.camel⟧=${⟦idn.upper⟧}
⟦store⟧.⟦secn.camel⟧=${⟦secn.upper⟧}
⟦tail⟧""",
    ),
    Form(
        "properties/aws-credentials-file",
        "AwsCredentials.properties AWSCredentials.properties",
        "aws",
        """#Insert your AWS Credentials from http://aws.amazon.com/security-credentials
#⟦date⟧
⟦pick:accessKey=⟦id⟧
secretKey=⟦sec⟧¦secretKey=⟦sec⟧
accessKey=⟦id⟧⟧
""",
    ),
    Form(
        "properties/gradle",
        "gradle.properties local.properties",
        CLOUDS,
        """org.gradle.jvmargs=-Xmx2048m
android.useAndroidX=true
sdk.dir=/Users/⟦person⟧/Library/Android/sdk
⟦idn.upper⟧=⟦id⟧
⟦secn.upper⟧=⟦sec⟧
distributionSha256Sum=⟦hex:64⟧
""",
    ),
    Form(
        "ini/section",
        "config.ini app.conf settings.cfg",
        PAIRS,
        """⟦head⟧[server]
host = ⟦ip⟧
port = ⟦int:1000:9000⟧

[⟦store⟧]
; ⟦brandcn⟧
⟦idn.snake⟧ = ⟦id⟧
⟦secn.snake⟧ = ⟦sec⟧
bucket = ⟦bucket⟧
⟦tail⟧""",
    ),
    Form(
        "ini/gitea-or-grafana",
        "app.ini grafana.ini custom.ini",
        "aws tencent alibaba",
        """⟦head⟧APP_NAME = ⟦app⟧
RUN_MODE = prod

[storage]
STORAGE_TYPE = minio
MINIO_ENDPOINT = ⟦endpoint⟧
MINIO_ACCESS_KEY_ID = ⟦id⟧
MINIO_SECRET_ACCESS_KEY = `⟦sec⟧`
MINIO_BUCKET = ⟦bucket⟧
⟦tail⟧""",
    ),
    Form(
        "ini/supervisor-environment",
        "supervisord.conf ⟦app⟧.conf",
        CLOUDS,
        """[program:⟦app⟧]
command=/opt/⟦app⟧/bin/run --rev ⟦hex:12⟧
autostart=true
environment=⟦idn.upper⟧="⟦id⟧",⟦secn.upper⟧="⟦sec⟧",LANG="C.UTF-8"
stdout_logfile=/var/log/⟦app⟧.log
""",
    ),
    Form(
        "ini/systemd-environment",
        "⟦app⟧.service worker.service",
        CLOUDS,
        """[Unit]
Description=⟦app⟧
After=network.target

[Service]
Environment=⟦pick:"⟦idn.upper⟧=⟦id⟧"¦⟦idn.upper⟧=⟦id⟧⟧
Environment=⟦pick:"⟦secn.upper⟧=⟦sec⟧"¦⟦secn.upper⟧=⟦sec⟧⟧
ExecStart=/usr/local/bin/⟦app⟧
InvocationID=⟦hex:32⟧

[Install]
WantedBy=multi-user.target
""",
    ),
    Form(
        "toml/table",
        "config.toml ⟦app⟧.toml Settings.toml",
        PAIRS,
        """⟦head⟧title = "⟦app⟧"

[⟦store⟧]
⟦idn.snake⟧ = "⟦id⟧"
⟦secn.snake⟧ = "⟦sec⟧"
bucket = "⟦bucket⟧"
⟦tail⟧""",
    ),
    Form(
        "toml/inline-table",
        "conf.toml serverless.toml",
        CLOUDS,
        """⟦head⟧[storage]
primary = { region = "⟦region⟧", ⟦idn.snake⟧ = "⟦id⟧", ⟦secn.snake⟧ = "⟦sec⟧" }
checksum = "⟦hex:64⟧"
⟦tail⟧""",
    ),
    Form(
        "toml/gitlab-runner-cache",
        "config.toml",
        "aws tencent alibaba",
        """concurrent = ⟦int:1:10⟧

[[runners]]
  name = "⟦app⟧"
  executor = "docker"
  [runners.cache]
    Type = "s3"
    [runners.cache.s3]
      ServerAddress = "⟦endpoint⟧"
      AccessKey = "⟦id⟧"
      SecretKey = "⟦sec⟧"
      BucketName = "⟦bucket⟧"
""",
    ),
    Form(
        "hocon/block",
        "application.conf reference.conf",
        CLOUDS,
        """// ⟦cmt⟧
⟦app⟧ {
  ⟦store⟧ {
    ⟦idn.kebab⟧ = "⟦id⟧"
    ⟦secn.kebab⟧ = "⟦sec⟧"
    bucket = ⟦bucket⟧
  }
  build = "⟦hex:40⟧"
}
""",
    ),
    Form(
        "hocon/substitution-with-default",
        "application.conf play.conf",
        BIG,
        """⟦store⟧.⟦idn.camel⟧ = "⟦id⟧"
⟦store⟧.⟦idn.camel⟧ = ${?⟦idn.upper⟧}
⟦store⟧.⟦secn.camel⟧ = "⟦sec⟧"
⟦store⟧.⟦secn.camel⟧ = ${?⟦secn.upper⟧}
play.modules.enabled += "modules.⟦word.pascal⟧Module"
""",
    ),
    Form(
        "hocon/seatunnel-sink",
        "job.conf sink.conf",
        BIG,
        """env {
  job.mode = "BATCH"
}
sink {
  S3File {
    bucket = "⟦store⟧://⟦bucket⟧"
    ⟦pick:access_key = "⟦id⟧"
    secret_key = "⟦sec⟧"¦secret_id = "⟦id⟧"
    secret_key = "⟦sec⟧"⟧
    path = "/⟦word⟧/dt=⟦date⟧"
  }
}
""",
    ),
)
