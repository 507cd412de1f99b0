"""XML: Android resources, property lists, Hadoop sites, Spring beans, Maven and web.config."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "xml/android-strings",
        "strings.xml keys.xml",
        PAIRS,
        """<?xml version="1.0" encoding="utf-8"?>
<resources>
    <string name="app_name">⟦app⟧</string>
    <!-- ⟦brandcn⟧ -->
    <string name="⟦idn.snake⟧">⟦id⟧</string>
    <string name="⟦secn.snake⟧" translatable="false">⟦sec⟧</string>
    <string name="cd_close">关闭</string>
</resources>
""",
    ),
    Form(
        "xml/plist",
        "Info.plist Config.plist",
        PAIRS,
        """<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
	<key>CFBundleIdentifier</key>
	<string>com.⟦org⟧.⟦word⟧</string>
	<key>⟦idn.pascal⟧</key>
	<string>⟦id⟧</string>
	<key>⟦secn.pascal⟧</key>
	<string>⟦sec⟧</string>
	<key>UUID</key>
	<string>⟦UUID⟧</string>
</dict>
</plist>
""",
    ),
    Form(
        "xml/hadoop-cosn",
        "core-site.xml hdfs-site.xml",
        "tencent",
        """<?xml version="1.0" encoding="UTF-8"?>
<configuration>
    <property>
        <name>fs.cosn.userinfo.secretId</name>
        <value>⟦id⟧</value>
    </property>
    <property>
        <name>fs.cosn.userinfo.secretKey</name>
        <value>⟦sec⟧</value>
        ⟦opt:<description>⟦cmt⟧</description>⟧
    </property>
    <property>
        <name>fs.cosn.bucket.region</name>
        <value>⟦region⟧</value>
    </property>
</configuration>
""",
    ),
    Form(
        "xml/hadoop-s3a",
        "core-site.xml hive-site.xml",
        "aws huawei qiniu",
        """<configuration>
  <property>
    <name>fs.s3a.access.key</name>
    <value>⟦id⟧</value>
  </property>
  <property>
    <name>fs.s3a.endpoint</name>
    <value>⟦endpoint⟧</value>
  </property>
  <property>
    <name>fs.s3a.secret.key</name>
    <value>⟦sec⟧</value>
  </property>
</configuration>
""",
    ),
    Form(
        "xml/hadoop-oss",
        "core-site.xml",
        "alibaba",
        """<configuration>
<property><name>fs.oss.endpoint</name><value>⟦endpoint⟧</value></property>
<property><name>fs.oss.accessKeyId</name><value>⟦id⟧</value></property>
<property><name>fs.oss.accessKeySecret</name><value>⟦sec⟧</value></property>
<property><name>fs.oss.buffer.dir</name><value>/tmp/oss-⟦hex:8⟧</value></property>
</configuration>
""",
    ),
    Form(
        "xml/maven-settings-server",
        "settings.xml",
        "aws alibaba",
        """<settings>
  <servers>
    <server>
      <id>⟦word⟧-maven-s3</id>
      <username>⟦id⟧</username>
      <passphrase>⟦sec⟧</passphrase>
    </server>
  </servers>
  <mirrors/>
</settings>
""",
    ),
    Form(
        "xml/maven-profile-properties",
        "pom.xml settings.xml",
        CLOUDS,
        """<project>
  <modelVersion>4.0.0</modelVersion>
  <artifactId>⟦app⟧</artifactId>
  <version>⟦ver⟧-SNAPSHOT</version>
  <properties>
    <java.version>17</java.version>
    <⟦store⟧.⟦idn.camel⟧>⟦id⟧</⟦store⟧.⟦idn.camel⟧>
    <⟦store⟧.⟦secn.camel⟧>⟦sec⟧</⟦store⟧.⟦secn.camel⟧>
  </properties>
</project>
""",
    ),
    Form(
        "xml/spring-bean-constructor",
        "applicationContext.xml spring-oss.xml",
        BIG,
        """<beans xmlns="http://www.springframework.org/schema/beans">
  <bean id="credentials" class="com.⟦org⟧.⟦store⟧.Credentials">
    <constructor-arg value="⟦id⟧"/>
    <constructor-arg value="⟦sec⟧"/>
  </bean>
</beans>
""",
    ),
    Form(
        "xml/spring-bean-properties",
        "spring-config.xml beans.xml",
        PAIRS,
        """<beans>
  <!-- ⟦brand⟧ ⟦cmt⟧ -->
  <bean id="⟦store⟧Client" class="com.⟦org⟧.client.⟦brand.pascal⟧Client">
    <property name="⟦idn.camel⟧" value="⟦id⟧"/>
    <property name="⟦secn.camel⟧" value="⟦sec⟧"/>
    <property name="clientId" value="⟦uuid⟧"/>
  </bean>
</beans>
""",
    ),
    Form(
        "xml/web-config-app-settings",
        "web.config App.config Web.Release.config",
        PAIRS,
        """<?xml version="1.0"?>
<configuration>
  <appSettings>
    <add key="Version" value="⟦ver⟧" />
    <add key="⟦idn.pascal⟧" value="⟦id⟧" />
    <add key="⟦secn.pascal⟧" value="⟦sec⟧" />
  </appSettings>
  <system.web><compilation targetFramework="4.8" /></system.web>
</configuration>
""",
    ),
    Form(
        "xml/elements",
        "config.xml cloud.xml",
        CLOUDS,
        """<config>
  <⟦store⟧>
    <⟦idn.camel⟧>⟦id⟧</⟦idn.camel⟧>
    <⟦secn.camel⟧>⟦sec⟧</⟦secn.camel⟧>
    <bucket>⟦bucket⟧</bucket>
    <requestId>⟦UUID⟧</requestId>
  </⟦store⟧>
</config>
""",
    ),
    Form(
        "xml/attributes-on-one-line",
        "log4j2.xml sls.xml tenants.xml",
        CLOUDS,
        """<Configuration status="WARN">
  <Appenders>
    <Cloud name="cls" endpoint="⟦endpoint⟧" ⟦idn.camel⟧="⟦id⟧" ⟦secn.camel⟧="⟦sec⟧" topicId="⟦uuid⟧"/>
  </Appenders>
</Configuration>
""",
    ),
    Form(
        "xml/logback-appender",
        "logback-spring.xml logback.xml",
        "tencent alibaba",
        """<configuration>
  <appender name="LOGHUB" class="com.⟦org⟧.logback.LoghubAppender">
    <endpoint>⟦endpoint⟧</endpoint>
    <accessKeyId>⟦id⟧</accessKeyId>
    <accessKeySecret>⟦sec⟧</accessKeySecret>
    <topic>⟦uuid⟧</topic>
  </appender>
</configuration>
""",
    ),
    Form(
        "xml/jenkins-credentials-environment",
        "config.xml job.xml",
        BIG,
        """<project>
  <description>⟦cmt⟧</description>
  <buildWrappers>
    <EnvInjectBuildWrapper>
      <info>
        <propertiesContent>⟦idn.upper⟧=⟦id⟧
⟦secn.upper⟧=⟦sec⟧
BUILD_SHA=⟦hex:40⟧</propertiesContent>
      </info>
    </EnvInjectBuildWrapper>
  </buildWrappers>
</project>
""",
    ),
)
