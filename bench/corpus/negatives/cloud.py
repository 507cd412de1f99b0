"""Hard negatives: identifiers of clouds and platforms, public keys, encrypted values."""

from corpus.model import Form

FORMS = (
    Form("pem/no-certificate", "server.crt ca.pem cert.pem", "", "⟦rep:1-2:⟦cert⟧\n⟧"),
    Form("pem/no-public-key", "public.pem key.pub.pem", "", "⟦pubpem⟧\n"),
    Form(
        "text/no-known-hosts",
        "known_hosts",
        "",
        "⟦rep:2-5:⟦pick:⟦host⟧¦⟦ip⟧¦|1|⟦digest:20⟧|⟦digest:20⟧⟧ ⟦pubkey⟧\n⟧",
    ),
    Form("text/no-authorized-keys", "authorized_keys id_rsa.pub", "", "⟦rep:1-4:⟦pubkey⟧ ⟦people⟧@⟦word⟧\n⟧"),
    Form(
        "python/no-public-key-string",
        "verify.py keys.py",
        "",
        '⟦head⟧PUBLIC_KEY = """⟦pubpem⟧\n"""\nALIPAY_PUBLIC_KEY = "⟦publine⟧"\n'
        'FINGERPRINT = "SHA256:⟦alnum:43⟧"\n⟦tail⟧',
    ),
    Form(
        "json/no-web-key-set",
        "jwks.json",
        "",
        '{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"⟦url64:43⟧","n":"⟦url64:342⟧","e":"AQAB",'
        '"x5t":"⟦url64:27⟧"},{"kty":"EC","crv":"P-256","kid":"⟦uuid⟧","x":"⟦url64:43⟧","y":"⟦url64:43⟧"}]}\n',
    ),
    Form(
        "yaml/no-ansible-vault",
        "vault.yml secrets.yml",
        "",
        """db_user: ⟦word⟧
tencent_secret_key: !vault |
  $ANSIBLE_VAULT;1.1;AES256
⟦rep:4-7:  ⟦hex:80⟧
⟧  ⟦hex:34⟧
aws_secret_access_key: "{{ vault_aws_secret_access_key }}"
""",
    ),
    Form(
        "yaml/no-sops-file",
        "secrets.enc.yaml",
        "",
        """secret_id: ENC[AES256_GCM,data:⟦b64:48⟧,iv:⟦digest:32⟧,tag:⟦digest:16⟧,type:str]
secret_key: ENC[AES256_GCM,data:⟦b64:44⟧,iv:⟦digest:32⟧,tag:⟦digest:16⟧,type:str]
sops:
  kms:
    - arn: arn:aws:kms:⟦region⟧:⟦account⟧:key/⟦uuid⟧
      created_at: "⟦date⟧T⟦time⟧Z"
      enc: AQICAHh⟦b64:180⟧
  mac: ENC[AES256_GCM,data:⟦b64:88⟧,iv:⟦digest:32⟧,tag:⟦digest:16⟧,type:str]
  version: 3.8.1
""",
    ),
    Form(
        "yaml/no-sealed-secret",
        "sealed.yaml sealed-secret.yml",
        "",
        """apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: ⟦app⟧
spec:
  encryptedData:
    SECRET_KEY: AgB⟦b64:340⟧==
    SECRET_ID: AgC⟦b64:340⟧==
""",
    ),
    Form(
        "properties/no-jasypt-values",
        "application.properties",
        "",
        """⟦head⟧cos.secretId=ENC(⟦b64:64⟧)
cos.secretKey=ENC(⟦b64:64⟧)
spring.datasource.password=ENC(⟦b64:44⟧)
jasypt.encryptor.algorithm=PBEWITHHMACSHA512ANDAES_256
⟦tail⟧""",
    ),
    Form(
        "yaml/no-travis-secure",
        ".travis.yml",
        "",
        """language: go
go: ["1.2⟦int:0:4⟧"]
env:
  global:
    - secure: "⟦b64:170⟧="
    - secure: "⟦b64:170⟧="
script: make test REV=⟦hex:40⟧
""",
    ),
    Form(
        "text/no-pgp-message",
        "secrets.txt.asc backup.gpg.txt",
        "",
        "-----BEGIN PGP MESSAGE-----\n\n⟦wrapped:⟦int:5:12⟧:64⟧\n=⟦b64:4⟧\n-----END PGP MESSAGE-----\n",
    ),
    Form(
        "json/no-arns-and-accounts",
        "policy.json trust.json",
        "",
        """{
  "Version": "2012-10-17",
  "Id": "⟦uuid⟧",
  "Statement": [
    {
      "Sid": "⟦word.pascal⟧SecretKeyAccess",
      "Effect": "Allow",
      "Principal": { "AWS": ["arn:aws:iam::⟦account⟧:role/⟦word⟧", "AROA⟦base32:17⟧", "AIDA⟦base32:17⟧"] },
      "Action": ["secretsmanager:GetSecretValue", "kms:Decrypt"],
      "Resource": [
        "arn:aws:secretsmanager:⟦region⟧:⟦account⟧:secret:⟦env⟧/⟦word⟧-⟦alnum:6⟧",
        "arn:aws:kms:⟦region⟧:⟦account⟧:key/⟦uuid⟧"
      ]
    }
  ]
}
""",
    ),
    Form(
        "yaml/no-tencent-resource-names",
        "serverless.yml scf.yaml",
        "",
        """component: scf
name: ⟦app⟧
inputs:
  region: ⟦region⟧
  role: qcs::cam::uin/1000⟦num:8⟧:roleName/SCF_ExecuteRole
  vpcConfig: { vpcId: vpc-⟦low:8⟧, subnetId: subnet-⟦low:8⟧ }
  bucket: ⟦word⟧-⟦appid⟧
  cls: { logsetId: ⟦uuid⟧, topicId: ⟦uuid⟧ }
  kmsKeyId: ⟦uuid⟧
  secretName: ⟦app⟧-secret-key-⟦env⟧
  appId: "⟦appid⟧"
""",
    ),
    Form(
        "json/no-wechat-open-ids",
        "users.json followers.json",
        "",
        """{
  "total": ⟦int:3:99⟧,
  "data": [
⟦rep:3-8:    {"openid": "o⟦url64:27⟧", "unionid": "o6_⟦url64:25⟧", "nick": "⟦people⟧", "avatar": \
"https://thirdwx.qlogo.cn/mmopen/vi_32/⟦alnum:90⟧/132"},
⟧    {"openid": "o⟦url64:27⟧", "nick": "⟦people⟧"}
  ],
  "next_openid": "o⟦url64:27⟧"
}
""",
    ),
    Form(
        "javascript/no-app-ids-only",
        "app.js project.config.js",
        "",
        """⟦head⟧App({
  globalData: {
    appid: 'wx⟦hex:16⟧',
    corpId: 'ww⟦hex:16⟧',
    sdkAppId: 1400⟦num:6⟧,
    templateId: '⟦url64:43⟧',
    env: '⟦word⟧-⟦low:16⟧',
    secretKeyName: 'mini_program_secret_key',
  },
});
""",
    ),
    Form(
        "ini/no-windows-registry",
        "settings.reg export.reg",
        "",
        """Windows Registry Editor Version 5.00

⟦rep:2-5:[HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\CLSID\\{⟦UUID⟧}]
@="⟦word.pascal⟧SecretKeyProvider"
"ProductId"="⟦num:5⟧-⟦num:3⟧-⟦num:7⟧-⟦num:5⟧"
"DigitalId"=hex:⟦hex:2⟧,⟦hex:2⟧,⟦hex:2⟧,⟦hex:2⟧,⟦hex:2⟧,⟦hex:2⟧,⟦hex:2⟧,⟦hex:2⟧

⟧""",
    ),
    Form(
        "csharp/no-solution-guids",
        "⟦app⟧.sln AssemblyInfo.cs",
        "",
        """Microsoft Visual Studio Solution File, Format Version 12.00
⟦rep:2-5:Project("{⟦UUID⟧}") = "⟦word.pascal⟧", "⟦word⟧\\⟦word⟧.csproj", "{⟦UUID⟧}"
EndProject
⟧Global
	GlobalSection(ExtensibilityGlobals) = postSolution
		SolutionGuid = {⟦UUID⟧}
	EndGlobalSection
EndGlobal
""",
    ),
    Form(
        "csv/no-phone-and-identity-numbers",
        "members.csv 名单.csv",
        "",
        "姓名,手机号,证件号,会员号,备注\n⟦rep:4-12:⟦people⟧,13⟦num:9⟧,4403⟦num:14⟧,⟦HEX:16⟧,⟦cmt⟧\n⟧",
    ),
    Form(
        "xml/no-object-listing",
        "listing.xml ListBucketResult.xml",
        "",
        """<ListBucketResult>
  <Name>⟦bucket⟧</Name>
⟦rep:2-6:  <Contents><Key>⟦word⟧/⟦hex:40⟧/⟦uuid⟧.png</Key><ETag>"⟦hex:32⟧"</ETag><Owner><ID>⟦hex:64⟧</ID></O\
wner></Contents>
⟧</ListBucketResult>
""",
    ),
    Form(
        "terraform/no-state-ids",
        "terraform.tfstate",
        "",
        """{
  "version": 4,
  "lineage": "⟦uuid⟧",
  "resources": [
    {"type": "random_id", "instances": [{"attributes": {"b64_std": "⟦digest:16⟧", "hex": "⟦hex:32⟧", "id": \
"⟦url64:22⟧"}}]},
    {"type": "aws_kms_key", "instances": [{"attributes": {"arn": \
"arn:aws:kms:⟦region⟧:⟦account⟧:key/⟦uuid⟧", "key_id": "⟦uuid⟧"}}]},
    {"type": "aws_s3_object", "instances": [{"attributes": {"etag": "⟦hex:32⟧", "source_hash": \
"⟦digest:32⟧"}}]}
  ]
}
""",
    ),
    Form(
        "json/no-presigned-upload-answer",
        "response.json",
        "",
        """{
  "code": 0,
  "requestId": "⟦uuid⟧",
  "data": {
    "uploadId": "⟦hex:64⟧",
    "etag": "\\"⟦hex:32⟧\\"",
    "fileId": "⟦num:19⟧",
    "objectKey": "⟦word⟧/⟦hex:32⟧.mp4",
    "contentMd5": "⟦digest:16⟧"
  }
}
""",
    ),
)
