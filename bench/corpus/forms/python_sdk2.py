"""Python: libraries of further clouds and platforms."""

from corpus.model import Form

FORMS = (
    Form(
        "python/huawei-obs-client",
        "obs_demo.py obs_store.py",
        "huawei",
        """⟦head⟧from obs import ObsClient

obsClient = ObsClient(
    access_key_id=⟦id.q⟧,
    secret_access_key=⟦sec.q⟧,
    server='https://⟦endpoint⟧'
)
resp = obsClient.putFile('⟦bucket⟧', '⟦word⟧/⟦hex:32⟧', file_path='/tmp/a.bin')
print('requestId:', resp.requestId)
⟦tail⟧""",
    ),
    Form(
        "python/huawei-basic-credentials",
        "hw_ecs.py iam_demo.py",
        "huawei",
        """⟦head⟧from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkvpc.v2 import VpcClient

⟦pick:ak = ⟦id.q⟧
sk = ⟦sec.q⟧
credentials = BasicCredentials(ak, sk, "⟦hex:32⟧")¦credentials = BasicCredentials(⟦id.q⟧, ⟦sec.q⟧, \
project_id)⟧
client = VpcClient.new_builder().with_credentials(credentials).build()
⟦tail⟧""",
    ),
    Form(
        "python/modelarts-moxing",
        "train.py sync_obs.py",
        "huawei",
        """⟦head⟧import moxing as mox

# ⟦cmt⟧
mox.file.set_auth(ak=⟦id.q⟧, sk=⟦sec.q⟧, server="⟦endpoint⟧")
mox.file.copy_parallel("obs://⟦bucket⟧/⟦word⟧", "/home/ma-user/work/⟦word⟧")
⟦tail⟧""",
    ),
    Form(
        "python/volcengine-service",
        "visual.py cv_demo.py tos_demo.py",
        "volcengine",
        """⟦head⟧from volcengine.visual.VisualService import VisualService

visual_service = VisualService()
# call below method if you dont set ak and sk in $HOME/.volc/config
visual_service.set_ak(⟦id.q⟧)
visual_service.set_sk(⟦sec.q⟧)
form = {"req_key": "img2img_cartoon", "image_urls": ["https://⟦host⟧/⟦hex:32⟧.jpg"]}
resp = visual_service.cv_process(form)
⟦tail⟧""",
    ),
    Form(
        "python/volcengine-tos",
        "tos_upload.py bucket.py",
        "volcengine",
        """⟦head⟧import tos

ak = ⟦id.q⟧
sk = ⟦sec.q⟧
client = tos.TosClientV2(ak, sk, "⟦endpoint⟧", "⟦region⟧")
client.put_object("⟦bucket⟧", "⟦word⟧.txt", content="⟦hex:40⟧")
⟦tail⟧""",
    ),
    Form(
        "python/baidu-bce-credentials",
        "bos_sample.py bos_conf.py",
        "baidu",
        """#coding=utf-8
⟦head⟧from baidubce.bce_client_configuration import BceClientConfiguration
from baidubce.auth.bce_credentials import BceCredentials

bos_host = "⟦endpoint⟧"
access_key_id = ⟦id.q⟧
secret_access_key = ⟦sec.q⟧

config = BceClientConfiguration(credentials=BceCredentials(access_key_id, secret_access_key), \
endpoint=bos_host)
⟦tail⟧""",
    ),
    Form(
        "python/baidu-bce-credentials-inline",
        "bcc.py bls.py",
        "baidu",
        """⟦head⟧from baidubce.services.bos.bos_client import BosClient

client = BosClient(BceClientConfiguration(
    credentials=BceCredentials(⟦id.q⟧, ⟦sec.q⟧),
    endpoint='https://⟦endpoint⟧'))
client.put_object_from_file('⟦bucket⟧', '⟦uuid⟧', '/tmp/a')
⟦tail⟧""",
    ),
    Form(
        "python/jdcloud-credential",
        "jd_vm.py jdcloud_demo.py",
        "jd",
        """⟦head⟧from jdcloud_sdk.core.credential import Credential
from jdcloud_sdk.services.vm.client.VmClient import VmClient

access_key = ⟦id.q⟧
secret_key = ⟦sec.q⟧
client = VmClient(Credential(access_key, secret_key))
params = DescribeInstanceTypesParameters('⟦region⟧')
⟦tail⟧""",
    ),
    Form(
        "python/kingsoft-ks3",
        "ks3_demo.py kec.py",
        "kingsoft",
        """⟦head⟧from ks3.connection import Connection

ak = ⟦id.q⟧
sk = ⟦sec.q⟧
c = Connection(ak, sk, host='⟦endpoint⟧', is_secure=False, domain_mode=False)
b = c.get_bucket('⟦bucket⟧')
b.new_key('⟦word⟧').set_contents_from_string('⟦hex:32⟧')
⟦tail⟧""",
    ),
    Form(
        "python/kingsoft-session",
        "kec_client.py ksc.py",
        "kingsoft",
        """⟦head⟧from kscore.session import get_session

s = get_session()
kecClient = s.create_client("kec", "⟦region⟧", use_ssl=True,
                            ks_access_key_id=⟦id.q⟧,
                            ks_secret_access_key=⟦sec.q⟧)
print(kecClient.describe_instances(MaxResults=10))
⟦tail⟧""",
    ),
    Form(
        "python/ucloud-client",
        "uhost.py ucloud_demo.py",
        "ucloud",
        """⟦head⟧from ucloud.client import Client

client = Client({
    "region": "⟦region⟧",
    "project_id": "org-⟦low:6⟧",
    "public_key": ⟦id.q⟧,
    "private_key": ⟦sec.q⟧,
    "base_url": "https://api.ucloud.cn",
})
print(client.uhost().describe_uhost_instance())
⟦tail⟧""",
    ),
    Form(
        "python/ufile-config",
        "ufile.py put_ufile.py",
        "ucloud",
        """⟦head⟧from ufile import filemanager, config

public_key = ⟦id.q⟧  # 账户公私钥中的公钥
private_key = ⟦sec.q⟧  # 账户公私钥中的私钥
config.set_default(uploadsuffix='.⟦region⟧.ufileos.com')
handler = filemanager.FileManager(public_key, private_key)
⟦tail⟧""",
    ),
    Form(
        "python/qingcloud-connect",
        "qc.py qingstor_demo.py",
        "qingcloud",
        """⟦head⟧import qingcloud.iaas

conn = qingcloud.iaas.connect_to_zone(
    '⟦region⟧',
    ⟦id.q⟧,
    ⟦sec.q⟧,
)
ret = conn.describe_instances(image_id='trustysrvx64f', status=['running'])
⟦tail⟧""",
    ),
    Form(
        "python/qiniu-auth",
        "qiniu_upload.py kodo.py",
        "qiniu",
        """⟦head⟧from qiniu import Auth, put_file, etag

#需要填写你的 Access Key 和 Secret Key
⟦pick:access_key = ⟦id.q⟧
secret_key = ⟦sec.q⟧
q = Auth(access_key, secret_key)¦q = Auth(⟦id.q⟧, ⟦sec.q⟧)⟧
bucket_name = '⟦bucket⟧'
key = '⟦hex:32⟧.png'
token = q.upload_token(bucket_name, key, 3600)
⟦tail⟧""",
    ),
    Form(
        "python/wechatpy-client",
        "wx.py mp_client.py",
        "wechat",
        """⟦head⟧from wechatpy import WeChatClient

client = WeChatClient(⟦id.q⟧, ⟦sec.q⟧)
client.message.send_template(
    user_id='o⟦url64:27⟧',
    template_id='⟦url64:43⟧',
    data={'first': {'value': '⟦cmt⟧'}},
)
⟦tail⟧""",
    ),
    Form(
        "python/im-usersig",
        "usersig.py im_sign.py",
        "trtc",
        """⟦head⟧import TLSSigAPIv2

# ⟦cmt⟧
SDKAPPID = ⟦id⟧
SECRETKEY = ⟦sec.q⟧
api = TLSSigAPIv2.TLSSigAPIv2(SDKAPPID, SECRETKEY)
sig = api.genUserSig("⟦person⟧", expire=86400 * 180)
⟦tail⟧""",
    ),
)
