"""Java: constructors and builders of the clouds' own libraries."""

from corpus.model import Form

FORMS = (
    Form(
        "java/tencentcloud-credential",
        "DescribeZones.java SmsUtil.java OcrDemo.java",
        "tencent",
        """package com.⟦org⟧.⟦word⟧;

⟦head⟧import com.tencentcloudapi.common.Credential;

public class SmsUtil {
    public static void main(String[] args) throws Exception {
        // ⟦cmt⟧
        Credential cred = new Credential("⟦id⟧", "⟦sec⟧");
        HttpProfile httpProfile = new HttpProfile();
        httpProfile.setEndpoint("sms.tencentcloudapi.com");
        SmsClient client = new SmsClient(cred, "⟦region⟧", new ClientProfile());
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/basic-cos-credentials",
        "CosUtil.java TencentCosService.java CosDemo.java",
        "tencent",
        """package com.⟦org⟧.common.util;

⟦head⟧public class CosUtil {
    private static final String BUCKET = "⟦bucket⟧";

    public static COSClient createCli() {
        ⟦pick:COSCredentials cred = new BasicCOSCredentials("⟦id⟧", "⟦sec⟧");¦// 1 \
初始化用户身份信息(secretId, secretKey)
        String secretId = "⟦id⟧";
        String secretKey = "⟦sec⟧";
        COSCredentials cred = new BasicCOSCredentials(secretId, secretKey);⟧
        ClientConfig config = new ClientConfig(new Region("⟦region⟧"));
        return new COSClient(cred, config);
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/cos-session-credentials",
        "TmpUpload.java SessionDemo.java",
        "tencent:temporary",
        """package com.⟦org⟧.upload;

⟦head⟧public class TmpUpload {
    // ⟦cmt⟧
    String tmpSecretId = "⟦id⟧";
    String tmpSecretKey = "⟦sec⟧";
    String sessionToken = "⟦tok⟧";
    BasicSessionCredentials cred = new BasicSessionCredentials(tmpSecretId, tmpSecretKey, sessionToken);
⟦tail⟧}
""",
    ),
    Form(
        "java/sts-treemap",
        "CosStsController.java",
        "tencent",
        """package com.⟦org⟧.sts;

⟦head⟧public class CosStsController {
    public Response credential() {
        TreeMap<String, Object> config = new TreeMap<String, Object>();
        config.put("⟦pick:SecretId¦secretId¦secret_id⟧", "⟦id⟧");
        config.put("⟦pick:SecretKey¦secretKey¦secret_key⟧", "⟦sec⟧");
        config.put("durationSeconds", 1800);
        config.put("bucket", "⟦bucket⟧");
        config.put("region", "⟦region⟧");
        return CosStsClient.getCredential(config);
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/basic-aws-credentials",
        "S3Util.java AmazonS3Config.java",
        "aws",
        """package com.⟦org⟧.⟦word⟧.storage;

⟦head⟧import com.amazonaws.auth.BasicAWSCredentials;

public class S3Util {
    private static AmazonS3 client() {
        BasicAWSCredentials creds = new BasicAWSCredentials("⟦id⟧",
                "⟦sec⟧");
        return AmazonS3ClientBuilder.standard()
                .withRegion("⟦region⟧")
                .withCredentials(new AWSStaticCredentialsProvider(creds))
                .build();
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/aws-basic-credentials-create",
        "S3Config.java SqsListener.java",
        "aws",
        """package com.⟦org⟧.config;

⟦head⟧@Configuration
public class S3Config {
    @Bean
    public S3Client s3Client() {
        return S3Client.builder()
                .region(Region.of("⟦region⟧"))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("⟦id⟧", "⟦sec⟧")))
                .build();
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/aws-session-credentials",
        "AssumeRoleTest.java Sts.java",
        "aws:temporary",
        """package com.⟦org⟧.sts;

⟦head⟧public class Sts {
    static final AwsSessionCredentials CREDS = AwsSessionCredentials.create(
            "⟦id⟧",
            "⟦sec⟧",
            "⟦tok⟧");
⟦tail⟧}
""",
    ),
    Form(
        "java/oss-client-builder",
        "OssUtil.java AliOssTemplate.java",
        "alibaba",
        """package com.⟦org⟧.oss;

⟦head⟧public class OssUtil {
    public static String upload(InputStream in, String name) {
        String endpoint = "https://⟦endpoint⟧";
        ⟦pick:String accessKeyId = "⟦id⟧";
        String accessKeySecret = "⟦sec⟧";
        OSS ossClient = new OSSClientBuilder().build(endpoint, accessKeyId, accessKeySecret);¦"""
        """OSS ossClient = new OSSClientBuilder().build(endpoint, "⟦id⟧", "⟦sec⟧");⟧
        ossClient.putObject("⟦bucket⟧", "⟦date⟧/" + name, in);
        ossClient.shutdown();
        return "https://⟦bucket⟧.⟦endpoint⟧/⟦uuid⟧.png";
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/default-profile",
        "AliSms.java SmsSender.java GreenImage.java",
        "alibaba",
        """package com.⟦org⟧.sms;

⟦head⟧public class AliSms {
    public static void main(String[] args) {
        DefaultProfile profile = DefaultProfile.getProfile("⟦region⟧", "⟦id⟧", "⟦sec⟧");
        IAcsClient client = new DefaultAcsClient(profile);
        SendSmsRequest request = new SendSmsRequest();
        request.setTemplateCode("SMS_⟦num:9⟧");
        // requestId ⟦UUID⟧
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/tea-openapi-setters",
        "Sample.java AliyunClient.java",
        "alibaba",
        """package com.aliyun.sample;

⟦head⟧public class Sample {
    public static Client createClient() throws Exception {
        Config config = new Config()
                // 必填，您的 AccessKey ID
                .setAccessKeyId("⟦id⟧")
                // 必填，您的 AccessKey Secret
                .setAccessKeySecret("⟦sec⟧");
        config.endpoint = "dysmsapi.aliyuncs.com";
        return new Client(config);
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/huawei-obs-client",
        "ObsUtil.java HuaweiObs.java",
        "huawei",
        """package com.⟦org⟧.obs;

⟦head⟧public class ObsUtil {
    private static final String endPoint = "https://⟦endpoint⟧";
    private static final String ak = "⟦id⟧";
    private static final String sk = "⟦sec⟧";

    private ObsClient obsClient = new ObsClient(ak, sk, endPoint);
⟦tail⟧}
""",
    ),
    Form(
        "java/huawei-builder-with-ak",
        "ListVpcs.java SmsHuawei.java",
        "huawei",
        """package com.⟦org⟧.huawei;

⟦head⟧public class ListVpcs {
    ICredential auth = new BasicCredentials()
            .withAk("⟦id⟧")
            .withSk("⟦sec⟧")
            .withProjectId("⟦hex:32⟧");
⟦tail⟧}
""",
    ),
)
