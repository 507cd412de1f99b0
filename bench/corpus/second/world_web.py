"""AWS keys in JavaScript, TypeScript and PHP."""

from corpus.groups import S3
from corpus.model import Form

FORMS = (
    Form(
        "javascript/aws-config-update-and-multer",
        "app.js routes/upload.js server/index.js",
        "aws",
        """const express = require('express')
const aws = require('aws-sdk'), multer = require('multer'), multerS3 = require('multer-s3')

aws.config.update({
  secretAccessKey: '⟦sec⟧',
  accessKeyId: '⟦id⟧',
  region: '⟦region⟧',
})
const s3 = new aws.S3()
const upload = multer({
  storage: multerS3({ s3, bucket: '⟦bucket⟧', key: (req, f, cb) => cb(null, Date.now().toString()) }),
})
const app = express()
app.post('/⟦word⟧', upload.array('photos', 3), (req, res) => res.json({ etag: '⟦hex:32⟧' }))
app.listen(process.env.PORT || ⟦int:3000:9000⟧)
""",
    ),
    Form(
        "typescript/s-three-client-with-credentials",
        "src/s3.ts lib/storage.ts app/api/upload/route.ts",
        S3,
        """import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const client = new S3Client({
  endpoint: "https://⟦endpoint⟧",
  region: "⟦region⟧",
  credentials: { accessKeyId: "⟦id⟧", secretAccessKey: "⟦sec⟧" },
});

export async function sign(key: string): Promise<string> {
  const cmd = new PutObjectCommand({ Bucket: "⟦bucket⟧", Key: key, ChecksumSHA256: "⟦digest:32⟧" });
  return getSignedUrl(client, cmd, { expiresIn: 900 });
}
""",
    ),
    Form(
        "javascript/knox-create-client-one-line",
        "s3.js deploy.js Gruntfile.js",
        "aws",
        """var knox=require('knox'),fs=require('fs'); // amazon s3
var s3=knox.createClient({key:'⟦id⟧',secret:'⟦sec⟧',bucket:'⟦bucket⟧'});
var rev={'app.js':'app-⟦hex:10⟧.js','app.css':'app-⟦hex:10⟧.css'};
Object.keys(rev).forEach(function(f){ s3.putFile('dist/'+f,'/'+rev[f],\
function(e,r){ if(e) throw e; r.resume(); }); });
""",
    ),
    Form(
        "vue/upload-component-with-aws-s-three",
        "src/components/Avatar.vue src/views/Upload.vue",
        "aws",
        """<template>
  <input type="file" @change="pick" accept="image/*" />
</template>

<script>
import S3 from "aws-s3";
const config = {
  bucketName: "⟦bucket⟧",
  dirName: "avatars", /* optional */
  region: "⟦region⟧",
  accessKeyId: "⟦id⟧",
  secretAccessKey: "⟦sec⟧",
};
export default {
  data: () => ({ id: "⟦uuid⟧" }),
  methods: { pick(e) { new S3(config).uploadFile(e.target.files[0], this.id) } },
};
</script>
<style scoped>input { color: #⟦hex:6⟧ }</style>
""",
    ),
    Form(
        "php/s-three-client-array-syntax",
        "s3.php upload.php inc/class-uploader.php",
        "aws",
        """<?php
require 'vendor/autoload.php';

use Aws\\S3\\S3Client;

$s3 = new S3Client(array(
    'version'     => 'latest',
    'region'      => '⟦region⟧',
    'credentials' => array(
        'key'    => '⟦id⟧',
        'secret' => '⟦sec⟧',
    ),
));
$csrf = md5(uniqid());   // e.g. ⟦hex:32⟧
$res = $s3->putObject(['Bucket' => '⟦bucket⟧', 'Key' => $_POST['name'],
    'SourceFile' => $_FILES['f']['tmp_name']]);
echo $res['ObjectURL'];
""",
    ),
    Form(
        "php/wp-config-offload-media",
        "wp-config.php wp-config-backup.php",
        "aws",
        """<?php
define( 'DB_CHARSET', 'utf8mb4' );
$table_prefix = 'wp_⟦low:4⟧_';

define( 'AS3CF_SETTINGS', serialize( array(
\t'provider' => 'aws',
\t'access-key-id' => '⟦id⟧',
\t'secret-access-key' => '⟦sec⟧',
) ) );

define( 'WP_DEBUG', false );
define( 'WP_CACHE_KEY_SALT', 'blog.example.com' );
if ( ! defined( 'ABSPATH' ) ) define( 'ABSPATH', __DIR__ . '/' );
""",
    ),
)
