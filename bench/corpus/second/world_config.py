"""AWS keys in YAML, JSON and XML."""

from corpus.groups import S3
from corpus.model import Form

FORMS = (
    Form(
        "yaml/rails-storage-yml",
        "config/storage.yml config/s3.yml config/paperclip.yml",
        "aws",
        """test:
  service: Disk
  root: <%= Rails.root.join("tmp/storage") %>

amazon:
  service: S3
  access_key_id: ⟦id⟧
  secret_access_key: ⟦sec⟧
  region: ⟦region⟧
  bucket: ⟦bucket⟧

# Remember not to checkin your GCS keyfile to a repository
google:
  service: GCS
  project: ⟦app⟧-⟦num:6⟧
""",
    ),
    Form(
        "yaml/spring-cloud-aws-application",
        "application.yml application-prod.yml bootstrap.yaml",
        "aws",
        """server:
    port: ⟦int:8000:9999⟧
spring:
    application: {name: ⟦app⟧}
    datasource:
        url: jdbc:mysql://⟦ip⟧:3306/⟦word⟧
        password: ${DB_PASSWORD}
cloud:
    aws:
        credentials:
            accessKey: ⟦id⟧    # 生产
            secretKey: ⟦sec⟧
            instanceProfile: false
        region: {static: ⟦region⟧, auto: false}
        stack: {auto: false}
app:
    instance: ⟦uuid⟧
""",
    ),
    Form(
        "yaml/flow-map-of-one-store",
        "store.yml conf/files.yaml",
        S3,
        """version: 3
log: {level: info, file: /var/log/⟦app⟧.log}
s3: {endpoint: "⟦endpoint⟧", bucket: ⟦bucket⟧, ak: "⟦id⟧", sk: "⟦sec⟧"}
cache: {ttl: 300, salt: "⟦hex:16⟧"}
""",
    ),
    Form(
        "json/app-settings-nested-aws",
        "appsettings.json appsettings.Production.json config/default.json",
        "aws",
        """{
  "Logging": { "LogLevel": { "Default": "Warning" } },
  "AllowedHosts": "*",
  "UserSecretsId": "⟦uuid⟧",
  "AWS": {
    "Profile": "local-test-profile",
    "Region": "⟦region⟧",
    "AccessKey": "⟦id⟧",
    "SecretKey": "⟦sec.⟦pick:json¦slash⟧⟧",
    "Bucket": "⟦bucket⟧"
  },
  "Queue": "https://sqs.⟦region⟧.amazonaws.com/⟦account⟧/⟦app⟧"
}
""",
    ),
    Form(
        "json/iam-create-access-key-answer",
        "key.json create-access-key.out iam_⟦person⟧.json",
        "aws",
        """{
    "AccessKey": {
        "UserName": "⟦person⟧",
        "AccessKeyId": "⟦id⟧",
        "Status": "Active",
        "SecretAccessKey": "⟦sec⟧",
        "CreateDate": "⟦date⟧T⟦time⟧⟦pick:Z¦+00:00⟧"
    }
}
""",
    ),
    Form(
        "xml/spring-beans-constructor-args",
        "applicationContext-aws.xml beans.xml",
        "aws",
        """<?xml version="1.0" encoding="UTF-8"?>
<beans xmlns="http://www.springframework.org/schema/beans">
  <!-- S3 -->
  <bean id="awsCredentials" class="com.amazonaws.auth.BasicAWSCredentials">
    <constructor-arg name="accessKey" value="⟦id⟧"/>
    <constructor-arg name="secretKey" value="⟦sec.xml⟧"/>
  </bean>
  <bean id="s3" class="com.amazonaws.services.s3.AmazonS3Client">
    <constructor-arg ref="awsCredentials"/>
    <property name="endpoint" value="s3.⟦region⟧.amazonaws.com"/>
  </bean>
  <bean id="digest" class="java.lang.String"><constructor-arg value="⟦hex:64⟧"/></bean>
</beans>
""",
    ),
    Form(
        "xml/web-config-app-settings-add",
        "Web.config App.config Web.Release.config",
        "aws",
        """<configuration>
  <appSettings>
    <add key="webpages:Version" value="3.0.0.0" />
    <add key="AWSAccessKey" value="⟦id⟧"/>
    <add key="AWSSecretKey" value="⟦sec⟧"/>
    <add key="AWSRegion" value="⟦region⟧" />
    <add key="ida:ClientTag" value="⟦uuid⟧" />
  </appSettings>
  <runtime>
    <assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">
      <assemblyIdentity name="Newtonsoft.Json" publicKeyToken="⟦hex:16⟧" culture="neutral" />
    </assemblyBinding>
  </runtime>
</configuration>
""",
    ),
    Form(
        "plist/ios-awsconfiguration",
        "Info.plist Config.plist Keys.plist",
        "aws",
        """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>CFBundleVersion</key>
\t<string>⟦ver⟧</string>
\t<key>AWSAccessKey</key>
\t<string>⟦id⟧</string>
\t<key>AWSSecretKey</key>
\t<string>⟦sec⟧</string>
\t<key>AWSBucket</key>
\t<string>⟦bucket⟧</string>
\t<key>NSHealthID</key>
\t<string>⟦UUID⟧</string>
</dict>
</plist>
""",
    ),
)
