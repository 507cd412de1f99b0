"""AWS keys in Java."""

from corpus.groups import S3
from corpus.model import Form

FORMS = (
    Form(
        "java/basic-credentials-inline-builder",
        "src/main/java/com/acme/S3Service.java AmazonClient.java",
        "aws",
        """package com.acme.⟦word⟧.storage;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.regions.Regions;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;

public class S3Service {
    private static final long serialVersionUID = -⟦num:18⟧L;

    private final AmazonS3 s3 = AmazonS3ClientBuilder.standard()
            .withRegion(Regions.fromName("⟦region⟧"))
            .withCredentials(new AWSStaticCredentialsProvider(
                    new BasicAWSCredentials("⟦id⟧", "⟦sec⟧")))
            .build();

    public void put(String name, java.io.File file) {
        s3.putObject("⟦bucket⟧", name, file);
    }
}
""",
    ),
    Form(
        "java/sdk-two-credentials-create-broken-lines",
        "AwsConfig.java config/StorageConfig.java",
        "aws",
        """@Configuration
public class AwsConfig {

    @Bean
    public DynamoDbClient dynamo() {
        AwsCredentials creds = AwsBasicCredentials.create(
                "⟦id⟧",
                "⟦sec⟧"
        );
        return DynamoDbClient.builder()
                .region(Region.of("⟦region⟧"))
                .credentialsProvider(StaticCredentialsProvider.create(creds))
                .build();
    }

    @Bean
    public String traceSeed() { return "⟦uuid⟧"; }
}
""",
    ),
    Form(
        "java/interface-of-constants",
        "Constants.java common/Consts.java",
        "aws",
        """package com.example.common;

/** 常量类 */
public interface Constants {
\tString CHARSET = "UTF-8";
\tString APP_VERSION = "⟦ver⟧";

\t// aws s3
\tString AWS_BUCKET\t= "⟦bucket⟧";
\tString AWS_⟦pick:ACCESS_KEY¦KEY_ID¦AK⟧\t= "⟦id⟧";
\tString AWS_⟦pick:SECRET_KEY¦SECRET¦SK⟧\t= "⟦sec⟧";

\tString SIGN_PLACEHOLDER = "00000000000000000000000000000000";
\tString ANDROID_CHANNEL = "⟦hex:24⟧";
}
""",
    ),
    Form(
        "java/system-set-property",
        "Main.java bootstrap/Launcher.java",
        "aws",
        """public static void main(String[] args) throws Exception {
    System.setProperty("user.timezone", "GMT+8");
    System.setProperty("aws.accessKeyId", "⟦id⟧");
    System.setProperty("aws.secret⟦pick:Key¦AccessKey⟧", "⟦sec⟧");
    System.setProperty("aws.region", "⟦region⟧");
    KinesisProducer producer = new KinesisProducer();
    producer.addUserRecord("⟦app⟧", "⟦uuid⟧", ByteBuffer.wrap(args[0].getBytes("UTF-8")));
    producer.flushSync();
}
""",
    ),
    Form(
        "java/jets3t-and-anonymous-class",
        "S3Uploader.java",
        "aws",
        """// legacy uploader
AWSCredentials login = new AWSCredentials() {
    @Override public String getAWSAccessKeyId() { return "⟦id⟧"; }
    @Override public String getAWSSecretKey() { return "⟦sec⟧"; }
};
AmazonS3 s3 = new AmazonS3Client(login);
ObjectMetadata meta = new ObjectMetadata();
meta.setContentMD5("⟦digest:16⟧");
s3.putObject(new PutObjectRequest("⟦bucket⟧", "in/⟦uuid⟧.zip", in, meta));
""",
    ),
    Form(
        "java/value-annotation-default",
        "OssProperties.java FileStoreProperties.java",
        S3,
        """@Data
@Component
public class FileStoreProperties {
    @Value("${file.store.endpoint:https://⟦endpoint⟧}")
    private String endpoint;
    @Value("${file.store.access-key:⟦id⟧}")
    private String accessKey;
    @Value("${file.store.secret-key:⟦sec⟧}")
    private String secretKey;
    @Value("${file.store.bucket:⟦bucket⟧}")
    private String bucket;
    @Value("${file.store.client-token:⟦uuid⟧}")
    private String clientToken;
}
""",
    ),
)
