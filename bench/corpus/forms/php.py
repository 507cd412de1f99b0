"""PHP: constructors, arrays, constants and framework settings."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "php/tencentcloud-credential",
        "SendSms.php ocr.php",
        "tencent",
        """<?php
⟦head⟧require_once '../vendor/autoload.php';
use TencentCloud\\Common\\Credential;

$cred = new Credential(⟦id.q⟧, ⟦sec.q⟧);
$httpProfile = new HttpProfile();
$httpProfile->setEndpoint("ocr.tencentcloudapi.com");
$client = new OcrClient($cred, "⟦region⟧");
⟦tail⟧""",
    ),
    Form(
        "php/cos-client-array",
        "cos.php Upload.php TencentCos.php",
        "tencent",
        """<?php
⟦head⟧$secretId = ⟦id.q⟧; //替换为用户的 secretId
$secretKey = ⟦sec.q⟧; //替换为用户的 secretKey
$region = "⟦region⟧";
$cosClient = new Qcloud\\Cos\\Client(
    array(
        'region' => $region,
        'schema' => 'https',
        'credentials' => array('secretId' => $secretId, 'secretKey' => $secretKey)));
⟦tail⟧""",
    ),
    Form(
        "php/cos-credentials-inline",
        "CosService.php upload.php",
        "tencent",
        """<?php
⟦head⟧$client = new \\Qcloud\\Cos\\Client([
    'region' => '⟦region⟧',
    'credentials' => [
        'secretId'  => ⟦id.q⟧,
        'secretKey' => ⟦sec.q⟧,
    ],
]);
echo $client->getObjectUrl('⟦bucket⟧', '⟦hex:32⟧.jpg', '+10 minutes');
⟦tail⟧""",
    ),
    Form(
        "php/s3-client-array",
        "S3.php aws.php",
        "aws tencent alibaba qiniu jd",
        """<?php
⟦head⟧use Aws\\S3\\S3Client;

$s3 = new S3Client([
    'version' => 'latest',
    'region'  => '⟦region⟧',
    'endpoint' => 'https://⟦endpoint⟧',
    'credentials' => [
        'key'    => ⟦id.q⟧,
        'secret' => ⟦sec.q⟧,
    ],
]);
⟦tail⟧""",
    ),
    Form(
        "php/oss-client",
        "oss.php OssUpload.php",
        "alibaba",
        """<?php
⟦head⟧use OSS\\OssClient;

$accessKeyId = ⟦id.q⟧;
$accessKeySecret = ⟦sec.q⟧;
$ossClient = new OssClient($accessKeyId, $accessKeySecret, "http://⟦endpoint⟧");
$ossClient->uploadFile("⟦bucket⟧", "⟦uuid⟧.png", __FILE__);
⟦tail⟧""",
    ),
    Form(
        "php/access-key-client",
        "sms.php AliSms.php",
        "alibaba",
        """<?php
⟦head⟧AlibabaCloud::accessKeyClient(⟦id.q⟧, ⟦sec.q⟧)
    ->regionId('⟦region⟧')
    ->asDefaultClient();
$templateCode = 'SMS_⟦num:9⟧';
⟦tail⟧""",
    ),
    Form(
        "php/qiniu-auth",
        "qiniu.php QiniuUpload.php",
        "qiniu",
        """<?php
⟦head⟧use Qiniu\\Auth;

$auth = new Auth(⟦id.q⟧, ⟦sec.q⟧);
$token = $auth->uploadToken('⟦bucket⟧', null, 3600);
⟦tail⟧""",
    ),
    Form(
        "php/obs-factory",
        "obs.php",
        "huawei baidu",
        """<?php
⟦head⟧$client = ObsClient::factory([
    'key' => ⟦id.q⟧,
    'secret' => ⟦sec.q⟧,
    'endpoint' => 'https://⟦endpoint⟧',
    'socket_timeout' => 30,
]);
⟦tail⟧""",
    ),
    Form(
        "php/define",
        "config.php define.php wp-config.php",
        PAIRS,
        """<?php
⟦head⟧define('APP_VERSION', '⟦ver⟧');
define('⟦idn.upper⟧', '⟦id⟧');
define('⟦secn.upper⟧', '⟦sec⟧'); // ⟦cmt⟧
define('BUCKET', '⟦bucket⟧');
define('ASSET_HASH', '⟦hex:32⟧');
⟦tail⟧""",
    ),
    Form(
        "php/laravel-filesystems",
        "filesystems.php services.php",
        CLOUDS,
        """<?php

return [
    'default' => env('FILESYSTEM_DRIVER', '⟦store⟧'),
    'disks' => [
        '⟦store⟧' => [
            'driver' => '⟦store⟧',
            ⟦pick:'⟦idn.bare.snake⟧' => env('⟦idn.upper⟧', '⟦id⟧'),
            '⟦secn.bare.snake⟧' => env('⟦secn.upper⟧', '⟦sec⟧'),¦'⟦idn.bare.snake⟧' => '⟦id⟧',
            '⟦secn.bare.snake⟧' => '⟦sec⟧',⟧
            'bucket' => env('BUCKET', '⟦bucket⟧'),
            'region' => '⟦region⟧',
        ],
    ],
];
""",
    ),
    Form(
        "php/thinkphp-array",
        "config.php extra-upload.php",
        PAIRS,
        """<?php
// +----------------------------------------------------------------------
// | ⟦brandcn⟧
// +----------------------------------------------------------------------
return array(
    'app_debug' => false,
    'default_lang' => 'zh-cn',
    '⟦idn.snake⟧' => '⟦id⟧',
    '⟦secn.snake⟧' => '⟦sec⟧',
    'cdn' => 'https://⟦host⟧',
    'salt_version' => ⟦int:1:9⟧,
);
""",
    ),
    Form(
        "php/private-properties",
        "Storage.php Client.php",
        CLOUDS,
        """<?php
⟦head⟧class ⟦brand.pascal⟧Storage
{
    private $⟦idn.camel⟧ = '⟦id⟧';
    private $⟦secn.camel⟧ = '⟦sec⟧';
    private $endpoint = '⟦endpoint⟧';

    public function key($name)
    {
        return date('Ymd') . '/' . md5($name); // ⟦hex:32⟧
    }
}
""",
    ),
    Form(
        "php/two-literals-joined",
        "key.php",
        BIG,
        """<?php
⟦head⟧$⟦idn.camel⟧ = '⟦id.first⟧' . '⟦id.rest⟧';
$⟦secn.camel⟧ = '⟦sec.first⟧'
    . '⟦sec.rest⟧';
⟦tail⟧""",
    ),
    Form(
        "php/serialized-option",
        "option.php import.php",
        "aws",
        """<?php
⟦head⟧$option = unserialize('a:3:{s:8:"provider";s:3:"⟦store⟧";s:13:"access-key-id";s:20:"⟦id⟧";"""
        """s:17:"secret-access-key";s:40:"⟦sec⟧";}');
update_option('tantan_wordpress_s3', $option);
⟦tail⟧""",
    ),
)
