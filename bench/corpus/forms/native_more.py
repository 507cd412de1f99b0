"""Kotlin, Swift, Dart, Perl, Scala and others."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "kotlin/constants",
        "Constants.kt Keys.kt Config.kt",
        PAIRS,
        """package com.⟦org⟧.⟦word⟧

⟦head⟧object Constants {
    const val BASE_URL = "https://⟦host⟧/"
    const val ⟦idn.upper⟧ = "⟦id⟧"
    const val ⟦secn.upper⟧ = "⟦sec⟧" // ⟦cmt⟧
    val BUILD = "⟦hex:40⟧"
}
""",
    ),
    Form(
        "kotlin/short-time-provider",
        "CosService.kt",
        "tencent alibaba huawei",
        """package com.⟦org⟧.upload

⟦head⟧class CosService(context: Context) {
    private val provider = ShortTimeCredentialProvider("⟦id⟧", "⟦sec⟧", 300)
    private val config = ServiceConfig.Builder().setRegion("⟦region⟧").isHttps(true).builder()
}
""",
    ),
    Form(
        "swift/constants",
        "Config.swift Constants.swift Secrets.swift",
        PAIRS,
        """⟦head⟧import Foundation

struct Config {
    static let bundleId = "com.⟦org⟧.⟦word⟧"
    static let ⟦idn.camel⟧ = "⟦id⟧"
    static let ⟦secn.camel⟧ = "⟦sec⟧"
    static let deviceId = UUID(uuidString: "⟦UUID⟧")
}
⟦tail⟧""",
    ),
    Form(
        "swift/objective-c-strings",
        "AppDelegate.m QCloudKeys.m",
        "tencent alibaba wechat trtc qiniu",
        """#import "AppDelegate.h"

// ⟦cmt⟧
static NSString *const k⟦idn.pascal⟧ = @"⟦id⟧";
static NSString *const k⟦secn.pascal⟧ = @"⟦sec⟧";
#define kBugTag @"⟦hex:10⟧"
""",
    ),
    Form(
        "dart/constants",
        "config.dart constants.dart",
        PAIRS,
        """import 'package:flutter/foundation.dart';

/// ⟦cmt⟧
class Config {
  static const String host = 'https://⟦host⟧';
  static const String ⟦idn.camel⟧ = '⟦id⟧';
  static const ⟦secn.camel⟧ = "⟦sec⟧";
}
""",
    ),
    Form(
        "perl/hash",
        "backup.pl Config.pm",
        CLOUDS,
        """#!/usr/bin/perl
use strict;
# ⟦english⟧
my %config = (
    ⟦idn.snake⟧ => '⟦id⟧',
    ⟦secn.snake⟧ => '⟦sec⟧',
    bucket => '⟦bucket⟧',
    md5 => '⟦hex:32⟧',
);
1;
""",
    ),
    Form(
        "perl/amazon-s3",
        "s3.pl",
        "aws qiniu",
        """use Amazon::S3;

my $aws_access_key_id = '⟦id⟧';
my $aws_secret_access_key = '⟦sec⟧';
my $s3 = Amazon::S3->new({ aws_access_key_id => $aws_access_key_id, aws_secret_access_key => \
$aws_secret_access_key });
""",
    ),
    Form(
        "scala/spark-hadoop-configuration",
        "Job.scala Etl.scala",
        "aws tencent alibaba",
        """package com.⟦org⟧.etl

object Etl extends App {
  val spark = SparkSession.builder.appName("⟦app⟧").getOrCreate()
  // ⟦cmt⟧
  spark.sparkContext.hadoopConfiguration.set("fs.⟦pick:s3a.access.key¦cosn.userinfo.secretId¦\
oss.accessKeyId⟧", "⟦id⟧")
  spark.sparkContext.hadoopConfiguration.set("fs.⟦pick:s3a.secret.key¦cosn.userinfo.secretKey¦\
oss.accessKeySecret⟧", "⟦sec⟧")
  spark.read.parquet("s3a://⟦bucket⟧/⟦word⟧").show()
}
""",
    ),
    Form(
        "scala/case-object",
        "Settings.scala",
        CLOUDS,
        """package com.⟦org⟧.conf

case object Settings {
  val ⟦idn.camel⟧ = "⟦id⟧"
  val ⟦secn.camel⟧: String = "⟦sec⟧"
  val topic = "⟦uuid⟧"
}
""",
    ),
    Form(
        "r/sys-setenv",
        "analysis.R load.R",
        BIG,
        """library(aws.s3)
# ⟦cmt⟧
Sys.setenv("⟦idn.upper⟧" = "⟦id⟧",
           "⟦secn.upper⟧" = "⟦sec⟧",
           "REGION" = "⟦region⟧")
df <- read.csv(text = rawToChar(get_object("⟦word⟧.csv", "⟦bucket⟧")))
""",
    ),
    Form(
        "elixir/config",
        "prod.exs config.exs",
        "aws tencent alibaba qiniu",
        """import Config

config :ex_aws,
  ⟦idn.snake⟧: "⟦id⟧",
  ⟦secn.snake⟧: "⟦sec⟧",
  region: "⟦region⟧"

config :⟦word⟧, revision: "⟦hex:40⟧"
""",
    ),
    Form(
        "matlab/setenv",
        "run.m",
        "aws alibaba",
        """% ⟦english⟧
setenv('⟦idn.upper⟧', '⟦id⟧');
setenv('⟦secn.upper⟧', '⟦sec⟧');
data = readtable('s3://⟦bucket⟧/⟦word⟧.csv');
""",
    ),
)
