"""AWS keys in line by line settings."""

from corpus.model import Form

FORMS = (
    Form(
        "ini/shared-credentials-with-roles",
        ".aws/credentials aws_credentials credentials.bak",
        "aws",
        """[default]
role_arn = arn:aws:iam::⟦account⟧:role/⟦word⟧-admin
source_profile = ⟦app⟧
mfa_serial = arn:aws:iam::⟦account⟧:mfa/⟦people⟧

[⟦app⟧]
aws_access_key_id⟦pick:=¦ = ¦=  ⟧⟦id⟧
aws_secret_access_key⟦pick:=¦ = ¦=  ⟧⟦sec⟧
region = ⟦region⟧

[sso]
sso_start_url = https://d-⟦hex:10⟧.awsapps.com/start
sso_account_id = ⟦account⟧
""",
    ),
    Form(
        "properties/amazon-java-sdk-file",
        "AwsCredentials.properties s3.properties log4j-s3.properties",
        "aws",
        """#⟦pick:Insert your AWS Credentials from http://aws.amazon.com/security-credentials¦aws⟧
#Tue Mar 03 ⟦time⟧ CST 2020
accessKey⟦pick:=¦ = ¦: ⟧⟦id⟧
secretKey⟦pick:=¦ = ¦: ⟧⟦sec⟧
endpoint=s3.⟦region⟧.amazonaws.com
bucket=⟦bucket⟧
checksum.sha1=⟦hex:40⟧
""",
    ),
    Form(
        "toml/vector-sink-auth",
        "vector.toml etc/vector/vector.toml",
        "aws",
        """data_dir = "/var/lib/vector"

[sources.app]
type = "file"
include = ["/var/log/⟦app⟧/*.log"]
fingerprint.strategy = "checksum"

[sinks.archive]
type = "aws_s3"
inputs = ["app"]
bucket = "⟦bucket⟧"
region = "⟦region⟧"
auth.access_key_id = "⟦id⟧"
auth.secret_access_key = "⟦sec⟧"
key_prefix = "date=%F/⟦uuid⟧/"
compression = "gzip"
""",
    ),
    Form(
        "env/two-stores-in-one-dotenv",
        ".env .env.production .env.local docker.env",
        "aws",
        """APP_NAME=⟦app⟧
APP_ENV=production
APP_URL=https://⟦word⟧.example.com
DB_HOST=⟦ip⟧
DB_PASSWORD=

# bucket of the web site
AWS_ACCESS_KEY_ID=⟦id⟧
AWS_SECRET_ACCESS_KEY=⟦sec⟧
AWS_BUCKET=⟦bucket⟧
# backups, other account
BACKUP_AWS_KEY=⟦2.id⟧
BACKUP_AWS_SECRET=⟦2.sec⟧
BACKUP_REGION=⟦region⟧

PUSHER_APP_CLUSTER=mt1
MIX_VERSION="⟦hex:20⟧"
""",
        extra="=",
    ),
)
