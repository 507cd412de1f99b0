"""Temporary AWS keys."""

from corpus.model import Form

FORMS = (
    Form(
        "json/sts-assume-role-answer",
        "assume.json tmp/creds.json sts.out",
        "aws:temporary",
        """{
    "Credentials": {
        "AccessKeyId": "⟦id⟧",
        "SecretAccessKey": "⟦sec⟧",
        "SessionToken": "⟦tok⟧",
        "Expiration": "⟦date⟧T⟦time⟧+00:00"
    },
    "AssumedRoleUser": {
        "AssumedRoleId": "AROA⟦base32:17⟧:⟦person⟧",
        "Arn": "arn:aws:sts::⟦account⟧:assumed-role/⟦word⟧/⟦person⟧"
    }
}
""",
    ),
    Form(
        "log/instance-metadata-answer",
        "ssrf.txt metadata.log imds.json",
        "aws:temporary",
        """$ curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/⟦word⟧-role
{
  "Code" : "Success",
  "LastUpdated" : "⟦date⟧T⟦time⟧Z",
  "Type" : "AWS-HMAC",
  "AccessKeyId" : "⟦id⟧",
  "SecretAccessKey" : "⟦sec⟧",
  "Token" : "⟦tok⟧",
  "Expiration" : "⟦date⟧T⟦time⟧Z"
}
$ curl -s http://169.254.169.254/latest/meta-data/instance-id
i-0⟦hex:16⟧
""",
    ),
    Form(
        "shell/exports-pasted-from-the-access-portal",
        "aws-env.sh session.sh notes.txt",
        "aws:temporary",
        """# option 1: set environment variables (short-term)
export AWS_ACCESS_KEY_ID="⟦id⟧"
export AWS_SECRET_ACCESS_KEY="⟦sec⟧"
export AWS_SESSION_TOKEN="⟦tok⟧"

aws sts get-caller-identity
# "UserId": "AROA⟦base32:17⟧:⟦person⟧@example.com"
terraform plan -out=⟦hex:8⟧.plan
""",
    ),
    Form(
        "ini/credentials-file-of-saml-and-sso",
        "credentials .aws/credentials",
        "aws:temporary",
        """[⟦account⟧_AdministratorAccess]
aws_access_key_id=⟦id⟧
aws_secret_access_key=⟦sec⟧
aws_session_token=⟦tok⟧
x_security_token_expires = ⟦date⟧T⟦time⟧+08:00

[lambda]
region = ⟦region⟧
output = json
""",
    ),
    Form(
        "go/three-arguments-provider",
        "main.go sts_test.go",
        "aws:temporary",
        """cfg, err := config.LoadDefaultConfig(ctx,
\tconfig.WithRegion("⟦region⟧"),
\tconfig.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(
\t\t"⟦id⟧",
\t\t"⟦sec⟧",
\t\t"⟦tok⟧",
\t)))
if err != nil {
\tlog.Fatalf("trace %s: %v", "⟦hex:32⟧", err)
}
""",
    ),
    Form(
        "xml/assume-role-with-web-identity",
        "response.xml sts-response.xml",
        "aws:temporary",
        """<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Credentials>
      <SessionToken>⟦tok⟧</SessionToken>
      <SecretAccessKey>⟦sec⟧</SecretAccessKey>
      <Expiration>⟦date⟧T⟦time⟧Z</Expiration>
      <AccessKeyId>⟦id⟧</AccessKeyId>
    </Credentials>
    <SubjectFromWebIdentityToken>⟦uuid⟧</SubjectFromWebIdentityToken>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>⟦uuid⟧</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>
""",
    ),
    Form(
        "python/boto3-client-with-a-pasted-session",
        "debug.py scratch.py tmp.py",
        "aws:temporary",
        """import boto3

# expires in one hour
sess = boto3.session.Session(
    '⟦id⟧', '⟦sec⟧',
    '⟦tok⟧',
    region_name='⟦region⟧')
ddb = sess.resource('dynamodb').Table('⟦app⟧')
print(ddb.get_item(Key={'pk': '⟦uuid⟧'}))
""",
    ),
    Form(
        "log/lambda-environment-printed",
        "cloudwatch.log lambda-env.txt output.txt",
        "aws:temporary",
        """START RequestId: ⟦uuid⟧ Version: $LATEST
environ({'AWS_LAMBDA_FUNCTION_NAME': '⟦app⟧', 'AWS_SESSION_TOKEN': '⟦tok⟧', \
'AWS_LAMBDA_LOG_STREAM_NAME': '⟦date⟧[$LATEST]⟦hex:32⟧', 'AWS_ACCESS_KEY_ID': '⟦id⟧', \
'TZ': ':UTC', 'AWS_SECRET_ACCESS_KEY': '⟦sec⟧', 'AWS_REGION': '⟦region⟧', '_X_AMZN_TRACE_ID': \
'Root=1-⟦hex:8⟧-⟦hex:24⟧;Sampled=0'})
END RequestId: ⟦uuid⟧
""",
    ),
)
