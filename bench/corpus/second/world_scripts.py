"""AWS keys in Ruby, Perl, R, Elixir and shells."""

from corpus.model import Form

FORMS = (
    Form(
        "ruby/carrierwave-fog-hash-rockets",
        "config/initializers/carrierwave.rb config/initializers/fog.rb",
        "aws",
        """CarrierWave.configure do |config|
  config.fog_credentials = {
    :provider              => 'AWS',
    :aws_access_key_id     => '⟦id⟧',
    :aws_secret_access_key => "⟦sec⟧",
    :region                => '⟦region⟧',
  }
  config.fog_directory  = '⟦bucket⟧'
  config.fog_attributes = { 'x-amz-meta-rev' => '⟦hex:40⟧' }
  config.cache_dir = "#{Rails.root}/tmp/uploads"
end
""",
    ),
    Form(
        "ruby/aws-credentials-new-positional",
        "lib/tasks/backup.rake bin/sns.rb",
        "aws",
        """require 'aws-sdk'
Aws.config[:credentials] = Aws::Credentials.new('⟦id⟧', '⟦sec⟧')
Aws.config[:region] = '⟦region⟧'

namespace :backup do
  desc 'nightly'
  task run: :environment do
    Aws::S3::Resource.new.bucket('⟦bucket⟧').object("db-#{Date.today}.dump").upload_file('/tmp/db.dump')
    puts 'done, last sum ⟦hex:40⟧'
  end
end
""",
    ),
    Form(
        "perl/net-amazon-s-three-hash-ref",
        "backup.pl bin/s3put.pl",
        "aws",
        """#!/usr/bin/perl -w
use strict;
use Net::Amazon::S3;

my $aws_access_key_id     = '⟦id⟧';
my $aws_secret_access_key = q{⟦sec⟧};

my $s3 = Net::Amazon::S3->new({
    aws_access_key_id     => $aws_access_key_id,
    aws_secret_access_key => $aws_secret_access_key,
    retry                 => 1,
});
my %seen = ('⟦hex:32⟧' => 1, '⟦hex:32⟧' => 1);
print $_->bucket, "\\n" for @{ $s3->buckets->{buckets} };
""",
    ),
    Form(
        "r/sys-setenv-before-aws-s-three",
        "analysis.R report.Rmd R/load.R",
        "aws",
        """library(aws.s3)
library(dplyr)
set.seed(⟦num:6⟧)

Sys.setenv("AWS_ACCESS_KEY_ID" = "⟦id⟧",
           "AWS_SECRET_ACCESS_KEY" = "⟦sec⟧",
           "AWS_DEFAULT_REGION" = "⟦region⟧")

df <- s3read_using(FUN = read.csv, object = "⟦word⟧/⟦date⟧.csv", bucket = "⟦bucket⟧")
df %>% filter(uid != "⟦uuid⟧") %>% summary()
""",
    ),
    Form(
        "elixir/ex-aws-config",
        "config/prod.exs config/runtime.exs",
        "aws",
        """import Config

config :⟦word⟧, MyApp.Endpoint,
  url: [host: "⟦word⟧.example.com", port: 443],
  cache_static_manifest: "priv/static/cache_manifest.json"

config :ex_aws,
  access_key_id: "⟦id⟧",
  secret_access_key: "⟦sec⟧",
  region: "⟦region⟧",
  json_codec: Jason

config :⟦word⟧, release: "⟦hex:40⟧"
""",
    ),
    Form(
        "shell/export-lines-in-a-profile",
        ".bashrc .bash_profile .zshrc env.sh",
        "aws",
        """# ~/.bashrc
alias ll='ls -alF'
alias k=kubectl
export PATH="$HOME/.local/bin:$PATH"
export EDITOR=vim
⟦opt:# aws (⟦word⟧)
⟧export AWS_ACCESS_KEY_ID=⟦id.q⟧
export AWS_SECRET_ACCESS_KEY=⟦sec.q⟧
export AWS_DEFAULT_REGION=⟦region⟧
export GIT_COMMIT=⟦hex:40⟧
PS1='\\u@\\h:\\w\\$ '
[ -f ~/.fzf.bash ] && source ~/.fzf.bash
""",
    ),
    Form(
        "shell/aws-configure-set-in-userdata",
        "userdata.sh bootstrap.sh cloud-init.sh",
        "aws",
        """#!/bin/bash -xe
exec > >(tee /var/log/user-data.log) 2>&1
yum install -y awscli jq
aws configure set aws_access_key_id ⟦id⟧ --profile ⟦app⟧
aws configure set aws_secret_access_key ⟦sec⟧ --profile ⟦app⟧
aws configure set region ⟦region⟧ --profile ⟦app⟧
aws --profile ⟦app⟧ s3 cp s3://⟦bucket⟧/agent-⟦ver⟧.rpm /tmp/agent.rpm
echo "⟦hex:64⟧  /tmp/agent.rpm" | sha256sum -c -
rpm -i /tmp/agent.rpm
""",
    ),
    Form(
        "powershell/set-aws-credential-backticks",
        "deploy.ps1 Backup-Db.ps1",
        "aws",
        """Import-Module AWSPowerShell
$ErrorActionPreference = 'Stop'
$product = '{⟦UUID⟧}'

Set-AWSCredential `
    -AccessKey ⟦id⟧ `
    -SecretKey ⟦sec⟧ `
    -StoreAs ⟦app⟧
Initialize-AWSDefaultConfiguration -ProfileName ⟦app⟧ -Region ⟦region⟧

Write-S3Object -BucketName ⟦bucket⟧ -File "D:\\bak\\⟦word⟧.bak" -Key "⟦date⟧.bak"
""",
    ),
)
