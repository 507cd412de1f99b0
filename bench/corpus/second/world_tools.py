"""Keys of S3 and its kin in the settings of tools."""

from corpus.groups import S3
from corpus.model import Form

FORMS = (
    Form(
        "ini/s-three-cmd-dump",
        ".s3cfg s3cfg.txt",
        S3,
        """[default]
access_key = ⟦id⟧
access_token =
bucket_location = ⟦region⟧
check_ssl_certificate = True
encoding = UTF-8
gpg_command = /usr/bin/gpg
gpg_passphrase =
host_base = ⟦endpoint⟧
host_bucket = %(bucket)s.⟦endpoint⟧
multipart_chunk_size_mb = 15
secret_key = ⟦sec⟧
signature_v2 = False
use_https = True
""",
    ),
    Form(
        "ini/rclone-remote-with-kin",
        "rclone.conf .config/rclone/rclone.conf",
        S3,
        """[nas]
type = sftp
host = ⟦ip⟧
user = ⟦people⟧
shell_type = unix
md5sum_command = md5sum

[⟦word⟧]
type = s3
provider = ⟦brand⟧
access_key_id = ⟦id⟧
secret_access_key = ⟦sec⟧
endpoint = ⟦endpoint⟧
acl = private
""",
    ),
    Form(
        "json/mc-aliases",
        ".mc/config.json mc-config.json",
        S3,
        """{
\t"version": "10",
\t"aliases": {
\t\t"local": {"url": "http://localhost:9000", "accessKey": "", "secretKey": "", "api": "S3v4"},
\t\t"⟦word⟧": {
\t\t\t"url": "https://⟦endpoint⟧",
\t\t\t"accessKey": "⟦id⟧",
\t\t\t"secretKey": "⟦sec⟧",
\t\t\t"api": "S3v4",
\t\t\t"path": "dns"
\t\t}
\t}
}
""",
    ),
    Form(
        "xml/hadoop-core-site-s-three-a",
        "core-site.xml hdfs-site.xml hive-site.xml",
        "aws",
        """<?xml version="1.0"?>
<?xml-stylesheet type="text/xsl" href="configuration.xsl"?>
<configuration>
    <property><name>fs.defaultFS</name><value>hdfs://⟦host⟧:8020</value></property>
    <property>
        <name>fs.s3a.access.key</name>
        <value>⟦id⟧</value>
    </property>
    <property>
        <name>fs.s3a.secret.key</name>
        <value>⟦sec⟧</value>
    </property>
    <property><name>fs.s3a.endpoint</name><value>s3.⟦region⟧.amazonaws.com</value></property>
    <property><name>cluster.id</name><value>CID-⟦uuid⟧</value></property>
</configuration>
""",
    ),
    Form(
        "conf/spark-defaults-by-blanks",
        "spark-defaults.conf conf/spark-defaults.conf",
        "aws",
        """# Default system properties included when running spark-submit.
spark.master                     spark://⟦host⟧:7077
spark.eventLog.enabled           true
spark.eventLog.dir               s3a://⟦bucket⟧/spark-events
spark.hadoop.fs.s3a.access.key   ⟦id⟧
spark.hadoop.fs.s3a.secret.key   ⟦sec⟧
spark.hadoop.fs.s3a.fast.upload  true
spark.app.id                     app-20230101⟦num:6⟧-0004
""",
    ),
    Form(
        "conf/logstash-output-s-three",
        "pipeline.conf logstash.conf",
        "aws",
        """input { beats { port => 5044 } }
filter {
  fingerprint { source => ["message"] target => "[@metadata][fp]" method => "SHA1" }
}
output {
  s3 {
    access_key_id => "⟦id⟧"
    secret_access_key => "⟦sec⟧"
    region => "⟦region⟧"
    bucket => "⟦bucket⟧"
    size_file => 2048
    codec => json_lines
  }
  # old doc id ⟦hex:40⟧
}
""",
    ),
    Form(
        "text/s-three-fs-passwd-file",
        ".passwd-s3fs passwd-s3fs etc/passwd-s3fs",
        "aws",
        """# bucket:key:secret
⟦opt:⟦bucket⟧:⟧⟦id⟧:⟦sec⟧
""",
    ),
    Form(
        "ini/duplicity-and-boto-cfg",
        ".boto boto.cfg etc/boto.cfg",
        "aws",
        """[Credentials]
aws_access_key_id=⟦id⟧
aws_secret_access_key=⟦sec⟧

[Boto]
http_socket_timeout = 60
https_validate_certificates = True
debug = 0

[GSUtil]
default_api_version = 2
content_language = en
""",
    ),
    Form(
        "ruby/gitlab-rb-backup-upload",
        "gitlab.rb etc/gitlab/gitlab.rb",
        "aws",
        """external_url 'https://git.example.com'
gitlab_rails['time_zone'] = 'Asia/Shanghai'
gitlab_rails['backup_keep_time'] = 604800
gitlab_rails['backup_upload_connection'] = {
  'provider' => 'AWS',
  'region' => '⟦region⟧',
  'aws_access_key_id' => '⟦id⟧',
  'aws_secret_access_key' => '⟦sec⟧'
}
gitlab_rails['backup_upload_remote_directory'] = '⟦bucket⟧'
nginx['ssl_dhparam'] = nil
# gitlab_rails['initial_root_password'] = "<password>"
""",
    ),
)
