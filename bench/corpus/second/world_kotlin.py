"""AWS keys in Kotlin, Scala and Groovy."""

from corpus.model import Form

FORMS = (
    Form(
        "kotlin/static-provider-block",
        "S3Repo.kt data/AwsStorage.kt",
        "aws",
        """package org.example.⟦word⟧

import aws.sdk.kotlin.runtime.auth.credentials.StaticCredentialsProvider
import aws.sdk.kotlin.services.s3.S3Client

private const val POOL = "⟦region⟧:⟦uuid⟧"

val s3 = S3Client {
    region = "⟦region⟧"
    credentialsProvider = StaticCredentialsProvider {
        accessKeyId = "⟦id⟧"
        secretAccessKey = "⟦sec⟧"
    }
}
""",
    ),
    Form(
        "kotlin/android-companion-transfer-utility",
        "Uploader.kt app/src/main/java/UploadManager.kt",
        "aws",
        """class Uploader(private val ctx: Context) {
    companion object {
        private const val TAG = "Uploader"
        const val S3_KEY = "⟦id⟧"
        const val S3_SECRET = "⟦sec⟧"
        const val BUCKET = "⟦bucket⟧"
        const val CHANNEL = "⟦hex:16⟧"
    }

    private val client = AmazonS3Client(BasicAWSCredentials(S3_KEY, S3_SECRET), Region.getRegion("⟦region⟧"))
    fun utility() = TransferUtility.builder().context(ctx).s3Client(client).build()
}
""",
    ),
    Form(
        "scala/hadoop-configuration-set",
        "Job.scala src/main/scala/etl/Ingest.scala",
        "aws",
        """object Ingest extends App {
  val spark = SparkSession.builder().appName("⟦app⟧").getOrCreate()
  val sc = spark.sparkContext
  sc.hadoopConfiguration.set("fs.s3a.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem")
  sc.hadoopConfiguration.set("fs.s3a.access.key", "⟦id⟧")
  sc.hadoopConfiguration.set("fs.s3a.secret.key", "⟦sec⟧")
  val raw = spark.read.json("s3a://⟦bucket⟧/raw/⟦date⟧/*.gz")
  raw.filter($"trace" =!= "⟦hex:32⟧").write.mode("overwrite").parquet(args(0))
}
""",
    ),
    Form(
        "scala/alpakka-typesafe-config-parse",
        "S3Spec.scala Streams.scala",
        "aws",
        """val conf = ConfigFactory.parseString(
  \"\"\"
    |alpakka.s3.aws {
    |  credentials {
    |    provider = static
    |    access-key-id = "⟦id⟧"
    |    secret-access-key = "⟦sec⟧"
    |  }
    |  region { provider = static, default-region = "⟦region⟧" }
    |}
    |akka.cluster.seed = "⟦hex:40⟧"
  \"\"\".stripMargin)
implicit val system: ActorSystem = ActorSystem("⟦word⟧", conf)
""",
    ),
    Form(
        "groovy/gradle-maven-repo-on-s3",
        "build.gradle publish.gradle",
        "aws",
        """plugins { id 'maven-publish' }

group = 'com.example'
version = '⟦ver⟧'

publishing {
    repositories {
        maven {
            url "s3://⟦bucket⟧/releases"
            credentials(AwsCredentials) {
                accessKey "⟦id⟧"
                secretKey "⟦sec⟧"
            }
        }
    }
}
// commit ⟦hex:40⟧
""",
    ),
)
