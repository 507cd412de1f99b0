"""AWS keys in C++, C#, Swift, Dart and other compiled languages."""

from corpus.model import Form

FORMS = (
    Form(
        "cpp/aws-credentials-object",
        "s3_upload.cpp src/aws/uploader.cc",
        "aws",
        """#include <aws/core/Aws.h>
#include <aws/core/auth/AWSCredentials.h>
#include <aws/s3/S3Client.h>

static const char kBuildId[] = "⟦uuid⟧";

int main() {
  Aws::SDKOptions options;
  Aws::InitAPI(options);
  {
    Aws::Client::ClientConfiguration cfg;
    cfg.region = "⟦region⟧";
    Aws::Auth::AWSCredentials cred("⟦id⟧",
                                   "⟦sec⟧");
    Aws::S3::S3Client s3(cred, cfg);
  }
  Aws::ShutdownAPI(options);
}
""",
    ),
    Form(
        "cpp/define-macros-for-an-esp-board",
        "secrets.h include/config.h main/aws_conf.h",
        "aws",
        """#pragma once
// ESP32 -> S3 camera uploader
#define WIFI_SSID        "⟦word⟧-2.4G"
#define DEVICE_MAC       "24:0A:C4:⟦int:10:99⟧:⟦int:10:99⟧:⟦int:10:99⟧"
#define AWS_REGION       "⟦region⟧"
#define AWS_⟦pick:ACCESS_KEY_ID¦KEY¦S3_AK⟧      "⟦id⟧"
#define AWS_⟦pick:SECRET_ACCESS_KEY¦SECRET¦S3_SK⟧  "⟦sec⟧"
#define S3_BUCKET        "⟦bucket⟧"
#define ROOT_CA_SHA1     "⟦HEX:40⟧"
#define UPLOAD_EVERY_MS  (⟦int:10:90⟧ * 1000)
""",
    ),
    Form(
        "csharp/amazon-s-three-client-constructor",
        "S3Helper.cs Services/FileService.cs",
        "aws",
        """using Amazon;
using Amazon.S3;
using Amazon.S3.Transfer;

namespace Acme.Files
{
    [Guid("⟦UUID⟧")]
    public class S3Helper
    {
        private static readonly string bucketName = "⟦bucket⟧";
        private static IAmazonS3 client =
            new AmazonS3Client("⟦id⟧", "⟦sec⟧", RegionEndpoint.USEast1);

        public static void Upload(string path) =>
            new TransferUtility(client).Upload(path, bucketName);
    }
}
""",
    ),
    Form(
        "vbnet/basic-credentials-dim",
        "Mailer.vb Module1.vb",
        "aws",
        """Imports Amazon.Runtime
Imports Amazon.SimpleEmail

Module Module1
    Dim awsId As String = "⟦id⟧"
    Dim awsPwd As String = "⟦sec⟧"

    Sub Main()
        ' PublicKeyToken=⟦hex:16⟧
        Dim cred As New BasicAWSCredentials(awsId, awsPwd)
        Dim ses As New AmazonSimpleEmailServiceClient(cred, Amazon.RegionEndpoint.EUWest1)
        Console.WriteLine(ses.GetSendQuota().Max24HourSend)
    End Sub
End Module
""",
    ),
    Form(
        "swift/static-provider-in-the-app-delegate",
        "AppDelegate.swift S3Manager.swift",
        "aws",
        """import AWSS3
import UIKit

@UIApplicationMain
class AppDelegate: UIResponder, UIApplicationDelegate {
    let mapsBundle = "⟦UUID⟧"

    func application(_ app: UIApplication,
                     didFinishLaunchingWithOptions o: [UIApplication.LaunchOptionsKey: Any]?) -> Bool {
        let p = AWSStaticCredentialsProvider(accessKey: "⟦id⟧", secretKey: "⟦sec⟧")
        let c = AWSServiceConfiguration(region: .APSoutheast1, credentialsProvider: p)
        AWSServiceManager.default().defaultServiceConfiguration = c
        return true
    }
}
""",
    ),
    Form(
        "objective-c/static-credentials-message-send",
        "AppDelegate.m UploadVC.m",
        "aws",
        """#import <AWSS3/AWSS3.h>
#define kBucket @"⟦bucket⟧"

- (void)setupAWS {
    AWSStaticCredentialsProvider *p = [[AWSStaticCredentialsProvider alloc]
        initWithAccessKey:@"⟦id⟧"
                secretKey:@"⟦sec⟧"];
    AWSServiceConfiguration *conf =
        [[AWSServiceConfiguration alloc] initWithRegion:AWSRegionUSWest2 credentialsProvider:p];
    [AWSS3TransferManager registerS3TransferManagerWithConfiguration:conf forKey:@"⟦hex:8⟧"];
}
""",
    ),
    Form(
        "dart/flutter-env-class-of-consts",
        "lib/env.dart lib/services/upload_service.dart",
        "aws",
        """// flutter
class Env {
  static const apiBase = 'https://api.⟦app⟧.example.com/v1';
  static const s3AccessKey = '⟦id⟧';
  static const s3SecretKey = '⟦sec⟧';
  static const s3Region = '⟦region⟧';
  static const oneSignalAppId = '⟦uuid⟧';
}

Future<String?> upload(File f) => AwsS3.uploadFile(
      accessKey: Env.s3AccessKey,
      secretKey: Env.s3SecretKey,
      file: f,
      bucket: '⟦bucket⟧',
      region: Env.s3Region,
    );
""",
    ),
)
