"""Code of clouds that names keys and holds none."""

from corpus.model import Form

FORMS = (
    Form(
        "python/no-environ-lookups",
        "client.py cos_upload.py",
        "",
        """import os

import boto3
from qcloud_cos import CosConfig, CosS3Client

secret_id = os.environ["TENCENTCLOUD_SECRET_ID"]
secret_key = os.environ.get("TENCENTCLOUD_SECRET_KEY", "")
AWS_SECRET_ACCESS_KEY = os.getenv('AWS_SECRET_ACCESS_KEY')

cos = CosS3Client(CosConfig(Region="ap-shanghai", SecretId=secret_id, SecretKey=secret_key))
s3 = boto3.client("s3", aws_secret_access_key=AWS_SECRET_ACCESS_KEY, region_name="us-east-1")
assert cos.head_bucket("⟦bucket⟧")["x-cos-request-id"] != "⟦hex:40⟧"
""",
    ),
    Form(
        "java/no-credentials-from-fields",
        "CosClientFactory.java CamService.java",
        "",
        """public class CosClientFactory {
    @Value("${tencent.secretId}")
    private String secretId;
    @Value("${tencent.secretKey}")
    private String secretKey;

    public COSClient create() {
        COSCredentials cred = new BasicCOSCredentials(this.secretId, this.secretKey);
        BasicSessionCredentials tmp = new BasicSessionCredentials(tmpSecretId, tmpSecretKey, sessionToken);
        AWSCredentials aws = new BasicAWSCredentials(props.getAccessKey(), props.getSecretKey());
        return new COSClient(cred, new ClientConfig(new Region("ap-guangzhou")));
    }

    private static final String REQUEST = "⟦uuid⟧";
}
""",
    ),
    Form(
        "go/no-temporary-key-structs",
        "sts.go types.go",
        "",
        """type Credentials struct {
\tTmpSecretID  string `json:"tmpSecretId,omitempty"`
\tTmpSecretKey string `json:"tmpSecretKey,omitempty"`
\tSessionToken string `json:"sessionToken,omitempty"`
}

func (c *Client) Sign(req *http.Request, accessKeyID, secretAccessKey string) {
\tsecretDate := hmacSHA256([]byte("TC3"+secretAccessKey), time.Now().UTC().Format("2006-01-02"))
\tsecretSigning := hmacSHA256(secretDate, "tc3_request")
\tcredential := fmt.Sprintf("Credential=%s/%s", accessKeyID, scope)
\treq.Header.Set("X-TC-TraceId", "⟦uuid⟧")
\treq.Header.Set("X-Content-Sha256", "⟦hex:64⟧")
\t_, _ = secretSigning, credential
}
""",
    ),
    Form(
        "javascript/no-sts-callback-of-the-browser",
        "upload.js src/cos.js",
        "",
        """const cos = new COS({
  getAuthorization(options, callback) {
    fetch('/api/sts?nonce=⟦hex:16⟧').then((r) => r.json()).then((data) => {
      const credentials = data.credentials
      callback({
        TmpSecretId: credentials.tmpSecretId,
        TmpSecretKey: credentials.tmpSecretKey,
        SecurityToken: credentials.sessionToken,
        StartTime: data.startTime,
        ExpiredTime: data.expiredTime, // e.g. ⟦ts⟧
      })
    })
  },
})
""",
    ),
    Form(
        "php/no-config-helper-lookups",
        "config/filesystems.php filesystems.php",
        "",
        """<?php
return [
    'default' => env('FILESYSTEM_DISK', 'cos'),
    'disks' => [
        's3' => ['driver' => 's3', 'key' => env('AWS_ACCESS_KEY_ID'),
            'secret' => env('AWS_SECRET_ACCESS_KEY')],
        'cos' => [
            'secret_id' => env('COS_SECRET_ID'),
            'secret_key' => $_SERVER['COS_SECRET_KEY'] ?? getenv('COS_SECRET_KEY'),
            'app_id' => ⟦appid⟧,
        ],
    ],
    'cache_prefix' => '⟦hex:12⟧',
];
""",
    ),
    Form(
        "csharp/no-parameters-and-properties",
        "TencentOptions.cs CredentialFactory.cs",
        "",
        """[Guid("⟦UUID⟧")]
public class TencentOptions
{
    public string SecretId { get; set; }
    public string SecretKey { get; set; }
    public string AccessKeySecret { get; set; } = string.Empty;

    public Credential ToCredential() => new Credential { SecretId = SecretId, SecretKey = SecretKey };

    public static AmazonS3Client S3(string accessKeyId, string secretAccessKey) =>
        new AmazonS3Client(accessKeyId, secretAccessKey, RegionEndpoint.APEast1);
}
""",
    ),
)
