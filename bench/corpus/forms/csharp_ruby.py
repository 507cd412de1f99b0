"""C# and Ruby: constructors, constants and framework settings."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "csharp/tencentcloud-credential",
        "SmsService.cs Program.cs",
        "tencent",
        """⟦head⟧using TencentCloud.Common;

namespace ⟦org.pascal⟧.Sms
{
    class Program
    {
        static void Main(string[] args)
        {
            Credential cred = new Credential {
                SecretId = "⟦id⟧",
                SecretKey = "⟦sec⟧"
            };
            ClientProfile clientProfile = new ClientProfile();
            // ⟦cmt⟧
        }
⟦tail⟧    }
}
""",
    ),
    Form(
        "csharp/cos-provider",
        "CosHelper.cs",
        "tencent",
        """⟦head⟧using COSXML.Auth;

public class CosHelper
{
    public CosXml Create()
    {
        string secretId = "⟦id⟧"; //云 API 密钥 SecretId
        string secretKey = "⟦sec⟧"; //云 API 密钥 SecretKey
        long durationSecond = 600;
        var provider = new DefaultQCloudCredentialProvider(secretId, secretKey, durationSecond);
        return new CosXmlServer(config, provider);
    }
}
""",
    ),
    Form(
        "csharp/amazon-client",
        "S3Helper.cs AmazonUpload.cs",
        "aws",
        """⟦head⟧using Amazon.S3;

public static class S3Helper
{
    ⟦pick:private static readonly IAmazonS3 Client = new AmazonS3Client("⟦id⟧", "⟦sec⟧", \
RegionEndpoint.USEast1);"""
        """¦private static readonly BasicAWSCredentials Creds =
        new BasicAWSCredentials("⟦id⟧", "⟦sec⟧");⟧
⟦tail⟧}
""",
    ),
    Form(
        "csharp/oss-client",
        "OssHelper.cs AliyunOss.cs",
        "alibaba",
        """⟦head⟧using Aliyun.OSS;

public class OssHelper
{
    const string endpoint = "⟦endpoint⟧";
    const string accessKeyId = "⟦id⟧";
    const string accessKeySecret = "⟦sec⟧";
    static readonly OssClient client = new OssClient(endpoint, accessKeyId, accessKeySecret);
⟦tail⟧}
""",
    ),
    Form(
        "csharp/constants",
        "Constants.cs AppConfig.cs",
        PAIRS,
        """⟦head⟧namespace ⟦org.pascal⟧
{
    /// <summary>⟦cmt⟧</summary>
    public static class Constants
    {
        public const string ⟦idn.pascal⟧ = "⟦id⟧";
        public const string ⟦secn.pascal⟧ = "⟦sec⟧";
        public static readonly Guid App = new Guid("⟦uuid⟧");
⟦tail⟧    }
}
""",
    ),
    Form(
        "csharp/object-initialiser",
        "Startup.cs Program.cs",
        CLOUDS,
        """⟦head⟧public void ConfigureServices(IServiceCollection services)
{
    services.Add⟦brand.pascal⟧(new StorageOptions
    {
        Endpoint = "⟦endpoint⟧",
        ⟦secn.bare.pascal⟧ = "⟦sec⟧",
        ⟦idn.bare.pascal⟧ = "⟦id⟧",
        Bucket = "⟦bucket⟧",
    });
}
""",
    ),
    Form(
        "csharp/two-literals-joined",
        "Keys.cs",
        BIG,
        """⟦head⟧internal static class Keys
{
    internal static string ⟦idn.pascal⟧ = "⟦id.first⟧" + "⟦id.rest⟧";
    internal static string ⟦secn.pascal⟧ = "⟦sec.first⟧" + "⟦sec.rest⟧";
⟦tail⟧}
""",
    ),
    Form(
        "csharp/azure-client-secret-credential",
        "GraphClient.cs KeyVault.cs",
        "azure:client",
        """⟦head⟧using Azure.Identity;

public static class GraphClient
{
    static readonly ClientSecretCredential Credential = new ClientSecretCredential(
        "⟦uuid⟧",  // tenant
        "⟦id⟧",
        "⟦sec⟧");
⟦tail⟧}
""",
    ),
    Form(
        "ruby/aws-config-update",
        "aws.rb s3.rb",
        "aws",
        """⟦head⟧require 'aws-sdk-s3'

Aws.config.update(
  region: '⟦region⟧',
  credentials: Aws::Credentials.new(⟦id.q⟧, ⟦sec.q⟧)
)
S3_BUCKET = Aws::S3::Resource.new.bucket('⟦bucket⟧')
⟦tail⟧""",
    ),
    Form(
        "ruby/carrierwave-fog",
        "carrierwave.rb fog.rb",
        "aws",
        """⟦head⟧CarrierWave.configure do |config|
  config.fog_credentials = {
    provider:              'AWS',
    aws_access_key_id:     ⟦id.q⟧,
    aws_secret_access_key: ⟦sec.q⟧,
    region:                '⟦region⟧'
  }
  config.fog_directory = '⟦bucket⟧'
end
⟦tail⟧""",
    ),
    Form(
        "ruby/carrierwave-aliyun",
        "carrierwave.rb",
        "alibaba",
        """⟦head⟧CarrierWave.configure do |config|
  config.storage           = :aliyun
  config.aliyun_access_key_id = ⟦id.q⟧
  config.aliyun_access_key_secret = ⟦sec.q⟧
  config.aliyun_bucket     = '⟦bucket⟧'
  config.aliyun_region     = '⟦region⟧'
end
⟦tail⟧""",
    ),
    Form(
        "ruby/paperclip-hash-rockets",
        "production.rb paperclip.rb",
        "aws alibaba tencent",
        """⟦head⟧config.paperclip_defaults = {
  :storage => :⟦store⟧,
  :credentials => {
    :bucket => '⟦bucket⟧',
    :⟦idn.snake⟧ => ⟦id.q⟧,
    :⟦secn.snake⟧ => ⟦sec.q⟧
  }
}
⟦tail⟧""",
    ),
    Form(
        "ruby/env-assignment",
        "app_environment_variables.rb deploy.rb",
        CLOUDS,
        """⟦head⟧ENV['⟦idn.upper⟧'] = '⟦id⟧'
ENV['⟦secn.upper⟧'] = '⟦sec⟧'
ENV['RAILS_LOG_TO_STDOUT'] = 'true'
⟦tail⟧""",
    ),
    Form(
        "ruby/constants",
        "config.rb client.rb",
        PAIRS,
        """⟦head⟧module ⟦brand.pascal⟧
  ⟦idn.upper⟧ = ⟦id.q⟧.freeze
  ⟦secn.upper⟧ = ⟦sec.q⟧.freeze # ⟦cmt⟧
  HOST = '⟦endpoint⟧'.freeze
  REVISION = '⟦hex:40⟧'.freeze
end
⟦tail⟧""",
    ),
    Form(
        "ruby/jekyll-or-middleman-deploy",
        "deploy.rb config.rb",
        "aws tencent qiniu",
        """⟦head⟧activate :s3_sync do |s3|
  s3.bucket                = '⟦bucket⟧' # ⟦cmt⟧
  s3.region                = '⟦region⟧'
  s3.⟦idn.snake⟧ = ⟦id.q⟧
  s3.⟦secn.snake⟧ = ⟦sec.q⟧
  s3.delete                = false
end
⟦tail⟧""",
    ),
)
