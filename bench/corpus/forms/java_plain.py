"""Java: further libraries, constants, annotations, maps and settings in code."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "java/baidu-default-credentials",
        "BosUtil.java",
        "baidu",
        """package com.⟦org⟧.bos;

⟦head⟧public class BosUtil {
    String ACCESS_KEY_ID = "⟦id⟧";                   // 用户的Access Key ID
    String SECRET_ACCESS_KEY = "⟦sec⟧";           // 用户的Secret Access Key
    BosClientConfiguration config = new BosClientConfiguration()
        .withCredentials(new DefaultBceCredentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
⟦tail⟧}
""",
    ),
    Form(
        "java/qiniu-auth-create",
        "QiniuUtil.java QiniuUpload.java",
        "qiniu",
        """package com.⟦org⟧.util;

⟦head⟧public class QiniuUtil {
    private static final String ACCESS_KEY = "⟦id⟧";
    private static final String SECRET_KEY = "⟦sec⟧";
    private static final String BUCKET = "⟦bucket⟧";

    public static String token() {
        return Auth.create(ACCESS_KEY, SECRET_KEY).uploadToken(BUCKET);
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/jdcloud-static-provider",
        "JdVm.java",
        "jd",
        """package com.⟦org⟧.jd;

⟦head⟧public class JdVm {
    CredentialsProvider provider = new StaticCredentialsProvider("⟦id⟧", "⟦sec⟧");
    VmClient vmClient = VmClient.builder()
            .credentialsProvider(provider)
            .httpRequestConfig(new HttpRequestConfig.Builder().protocol(Protocol.HTTPS).build())
            .build();
⟦tail⟧}
""",
    ),
    Form(
        "java/volcengine-set-access-key",
        "VolcSms.java ImagexDemo.java",
        "volcengine kingsoft",
        """package com.⟦org⟧.volc;

⟦head⟧public class VolcSms {
    public static void main(String[] args) {
        Service service = ServiceImpl.getInstance("⟦region⟧"); // ⟦brand⟧
        service.setAccessKey("⟦id⟧");
        service.setSecretKey("⟦sec⟧");
        service.setTraceId("⟦hex:32⟧");
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/minio-builder",
        "MinioConfig.java FileTemplate.java",
        "aws tencent alibaba huawei qiniu kingsoft qingcloud",
        """package com.⟦org⟧.file;

⟦head⟧public class MinioConfig {
    private final MinioClient client = MinioClient.builder()
            .endpoint("https://⟦endpoint⟧")
            .credentials("⟦id⟧", "⟦sec⟧")
            .build();
⟦tail⟧}
""",
    ),
    Form(
        "java/string-constants",
        "Constants.java CloudConstant.java Const.java",
        PAIRS,
        """package com.⟦org⟧.common;

⟦head⟧public ⟦pick:final class¦interface¦class⟧ Constants {
    ⟦pick:public static final String¦String⟧ APP_NAME = "⟦app⟧";
    /** ⟦brandcn⟧ */
    public static final String ⟦idn.upper⟧ = "⟦id⟧";
    /** ⟦cmt⟧ */
    public static final String ⟦secn.upper⟧ = "⟦sec⟧";
    public static final String ⟦store.upper⟧_DOMAIN = "https://⟦host⟧";
⟦tail⟧}
""",
    ),
    Form(
        "java/value-annotation-default",
        "OssProperties.java StorageConfig.java",
        CLOUDS,
        """package com.⟦org⟧.config;

⟦head⟧@Component
public class StorageConfig {
    @Value("${⟦store⟧.⟦idn.camel⟧:⟦id⟧}")
    private String ⟦idn.camel⟧;

    @Value("${⟦store⟧.⟦secn.camel⟧:⟦sec⟧}")
    private String ⟦secn.camel⟧;

    @Value("${⟦store⟧.bucket:⟦bucket⟧}")
    private String bucket;
⟦tail⟧}
""",
    ),
    Form(
        "java/configuration-properties-fields",
        "CloudProperties.java StorageProperties.java",
        PAIRS,
        """package com.⟦org⟧.config;

⟦head⟧@Data
@ConfigurationProperties(prefix = "⟦app⟧.⟦store⟧")
public class CloudProperties {
    private String endpoint = "⟦endpoint⟧";
    private String ⟦idn.camel⟧ = "⟦id⟧";
    private String ⟦secn.camel⟧ = "⟦sec⟧";
    private Integer timeout = ⟦int:1000:9000⟧;
⟦tail⟧}
""",
    ),
    Form(
        "java/hadoop-configuration-set",
        "HdfsJob.java SparkExport.java FlinkSink.java",
        BIG,
        """package com.⟦org⟧.bigdata;

⟦head⟧public class SparkExport {
    public static Configuration conf() {
        Configuration conf = new Configuration();
        conf.set("fs.⟦store⟧.⟦idn.camel⟧", "⟦id⟧");
        conf.set("fs.⟦store⟧.⟦secn.camel⟧", "⟦sec⟧");
        conf.set("fs.defaultFS", "⟦store⟧://⟦bucket⟧");
        conf.setInt("io.file.buffer.size", 65536);
        return conf;
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/system-property",
        "Main.java Application.java",
        CLOUDS,
        """package com.⟦org⟧;

⟦head⟧public class Application {
    static {
        // ⟦cmt⟧
        System.setProperty("⟦idn.dot⟧", "⟦id⟧");
        System.setProperty("⟦secn.dot⟧", "⟦sec⟧");
        System.setProperty("app.instance", "⟦uuid⟧");
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/enum-entries",
        "AccountEnum.java TenantEnum.java",
        BIG,
        """package com.⟦org⟧.enums;

⟦head⟧public enum AccountEnum {
    ⟦word.upper⟧("⟦id⟧", "⟦sec⟧", "⟦region⟧"),
    ARCHIVE("⟦2.id⟧", "⟦2.sec⟧", "⟦region⟧");

    private final String ⟦idn.camel⟧;
    private final String ⟦secn.camel⟧;
    private final String region;
⟦tail⟧}
""",
        extra="=",
    ),
    Form(
        "java/two-literals-joined",
        "KeyHolder.java Boot.java",
        BIG,
        """package com.⟦org⟧.boot;

⟦head⟧public class KeyHolder {
    private static final String ⟦idn.upper⟧ = "⟦id.first⟧" + "⟦id.rest⟧";
    private static final String ⟦secn.upper⟧ = "⟦sec.first⟧"
            + "⟦sec.rest⟧";
⟦tail⟧}
""",
    ),
    Form(
        "java/wx-java-config",
        "WxMaConfiguration.java WxMpUtil.java",
        "wechat",
        """package com.⟦org⟧.wx;

⟦head⟧public class WxMaConfiguration {
    public WxMaService service() {
        WxMaDefaultConfigImpl config = new WxMaDefaultConfigImpl();
        config.setAppid("⟦id⟧");
        config.setSecret("⟦sec⟧");
        config.setMsgDataFormat("JSON");
        return build(config, "⟦uuid⟧");
    }
⟦tail⟧}
""",
    ),
    Form(
        "java/gateway-signature",
        "ApigwDemo.java SignUtil.java",
        "tencent-apigw",
        """package com.⟦org⟧.apigw;

⟦head⟧public class ApigwDemo {
    // ⟦cmt⟧
    private static final String SecretId = "⟦id⟧";
    private static final String SecretKey = "⟦sec⟧";
    private static final String url = "https://service-⟦low:8⟧-⟦appid⟧.gz.apigw.tencentcs.com/release/";

    public static String sign(String secret, String timeStr) throws Exception {
        return "hmac id=\\"" + SecretId + "\\", algorithm=\\"hmac-sha1\\", headers=\\"x-date\\"";
    }
⟦tail⟧}
""",
    ),
)
