"""Log lines."""

from corpus.groups import CLOUDS
from corpus.model import Form

FORMS = (
    Form(
        "log/ak-sk-pairs",
        "app.log ⟦app⟧.log console.out",
        CLOUDS,
        """⟦head⟧⟦date⟧ ⟦time⟧.⟦int:100:999⟧ INFO [main] ⟦brand⟧ client init, \
ak=⟦id⟧⟦pick:, ¦ ¦; ¦&⟧sk=⟦sec⟧⟦pick:, ¦ ⟧region=⟦region⟧
⟦date⟧ ⟦time⟧.⟦int:100:999⟧ INFO [main] started in ⟦int:2:90⟧ s
⟦tail⟧""",
    ),
    Form(
        "log/java-to-string",
        "info.log catalina.out",
        CLOUDS,
        """⟦head⟧⟦date⟧ ⟦time⟧ INFO c.⟦org⟧.Config - loaded ⟦brand.pascal⟧Properties(endpoint=⟦endpoint⟧, \
⟦idn.camel⟧=⟦id⟧, """
        """⟦secn.camel⟧=⟦sec⟧, bucket=⟦bucket⟧)
⟦tail⟧""",
    ),
    Form(
        "log/go-struct-dump",
        "stdout.log server.log",
        CLOUDS,
        """⟦head⟧⟦date⟧T⟦time⟧Z	debug	config: {Name:⟦app⟧ ⟦brand.pascal⟧:{⟦idn.bare.pascal⟧:⟦id⟧ \
⟦secn.bare.pascal⟧:⟦sec⟧ """
        """Region:⟦region⟧} TraceID:⟦hex:32⟧}
⟦tail⟧""",
    ),
    Form(
        "log/python-dict",
        "celery.log uwsgi.log",
        CLOUDS,
        """⟦head⟧[⟦date⟧ ⟦time⟧,⟦int:100:999⟧: INFO/MainProcess] kwargs={'⟦idn.snake⟧': '⟦id⟧', \
'⟦secn.snake⟧': '⟦sec⟧', """
        """'task_id': '⟦uuid⟧'}
⟦tail⟧""",
    ),
    Form(
        "log/json-lines",
        "app.jsonl filebeat.json",
        CLOUDS,
        """{"ts":⟦ms⟧,"level":"info","trace":"⟦hex:32⟧","msg":"start"}
{"ts":⟦ms⟧,"level":"debug","msg":"config","⟦idn.camel⟧":"⟦id⟧","⟦secn.camel⟧":"⟦sec⟧"}
{"ts":⟦ms⟧,"level":"info","trace":"⟦hex:32⟧","msg":"ready"}
""",
    ),
    Form(
        "log/environment-dump",
        "build.log console.log",
        CLOUDS,
        """[⟦date⟧T⟦time⟧Z] + env
HOSTNAME=⟦hex:12⟧
⟦idn.upper⟧=⟦id⟧
JAVA_HOME=/usr/lib/jvm/java-17
⟦secn.upper⟧=⟦sec⟧
GIT_COMMIT=⟦hex:40⟧
PWD=/build/⟦app⟧
""",
    ),
    Form(
        "log/request-authorization-tc3",
        "http.log access.log",
        "tencent",
        """⟦head⟧⟦date⟧ ⟦time⟧ DEBUG >>> POST / HTTP/1.1
Host: cvm.tencentcloudapi.com
Authorization: TC3-HMAC-SHA256 Credential=⟦id⟧/⟦date⟧/cvm/tc3_request, SignedHeaders=content-type;host, \
Signature=⟦hex:64⟧
X-TC-RequestClient: SDK_PYTHON_3.0.⟦int:1:999⟧
⟦tail⟧""",
    ),
    Form(
        "log/request-authorization-sigv4",
        "wire.log debug.log",
        "aws aws:temporary",
        """⟦head⟧⟦date⟧ ⟦time⟧ DEBUG headers:{Host: ⟦bucket⟧.⟦endpoint⟧, x-amz-content-sha256: ⟦hex:64⟧, \
Authorization: """
        """AWS4-HMAC-SHA256 Credential=⟦id⟧/20240304/⟦region⟧/s3/aws4_request, SignedHeaders=host;\
x-amz-date, """
        """Signature=⟦hex:64⟧}
⟦tail⟧""",
    ),
    Form(
        "log/request-authorization-cos",
        "nginx.log cos.log",
        "tencent tencent:temporary",
        """⟦head⟧PUT /⟦word⟧/⟦hex:32⟧.png HTTP/1.1
Host: ⟦bucket⟧.⟦endpoint⟧
Authorization: q-sign-algorithm=sha1&q-ak=⟦id⟧&q-sign-time=⟦ts⟧;⟦ts⟧&q-key-time=⟦ts⟧;⟦ts⟧&\
q-header-list=host"""
        """&q-url-param-list=&q-signature=⟦hex:40⟧
⟦tail⟧""",
    ),
    Form(
        "log/url-parameters",
        "access.log error.log",
        CLOUDS,
        """⟦head⟧⟦ip⟧ - - [04/Mar/2024:⟦time⟧ +0800] "GET /api/⟦word⟧?⟦idn.camel⟧=⟦id⟧&\
⟦secn.camel⟧=⟦sec.pct⟧&rid=⟦uuid⟧ HTTP/1.1" """
        """200 ⟦int:10:9000⟧
⟦tail⟧""",
    ),
    Form(
        "log/presigned-url",
        "links.log wget.log",
        "aws:temporary aws",
        """⟦head⟧--⟦date⟧ ⟦time⟧--  https://⟦bucket⟧.s3.amazonaws.com/⟦word⟧.zip?X-Amz-Algorithm=AWS4-HMAC-\
SHA256&X-Amz-Credential=⟦id⟧"""
        """%2F20240304%2F⟦region⟧%2Fs3%2Faws4_request&X-Amz-Expires=3600&X-Amz-Signature=⟦hex:64⟧
⟦tail⟧""",
    ),
    Form(
        "log/presigned-url-with-token",
        "links.log access.log",
        "aws:temporary",
        """⟦head⟧GET https://⟦bucket⟧.s3.amazonaws.com/⟦word⟧.zip?X-Amz-Security-Token=⟦tok.pct⟧&\
X-Amz-Credential=⟦id⟧"""
        """%2F20240304%2F⟦region⟧%2Fs3%2Faws4_request&X-Amz-Signature=⟦hex:64⟧
⟦tail⟧""",
    ),
    Form(
        "log/signed-url-oss",
        "cdn.log links.log",
        "alibaba alibaba:temporary",
        """⟦head⟧⟦date⟧ ⟦time⟧ INFO url=https://⟦bucket⟧.⟦endpoint⟧/⟦word⟧/⟦hex:32⟧.jpg?Expires=⟦ts⟧&\
OSSAccessKeyId=⟦id⟧"""
        """&Signature=⟦alnum:27⟧%3D
⟦tail⟧""",
    ),
    Form(
        "log/exception-with-config",
        "error.log stack.txt",
        CLOUDS,
        """⟦head⟧⟦date⟧ ⟦time⟧ ERROR upload failed, ⟦idn.camel⟧ [⟦id⟧] ⟦secn.camel⟧ [⟦sec⟧] bucket [⟦bucket⟧]
com.⟦org⟧.StorageException: 403 Forbidden, RequestId: ⟦HEX:24⟧
	at com.⟦org⟧.storage.Client.put(Client.java:⟦int:10:900⟧)
	at com.⟦org⟧.api.UploadController.save(UploadController.java:⟦int:10:300⟧)
⟦tail⟧""",
    ),
)
