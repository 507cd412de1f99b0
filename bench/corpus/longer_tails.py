"""Longer blocks after the telling lines."""

LONG_TAILS: dict[str, tuple[str, ...]] = {
    "python": (
        '''

def upload_all(client, folder, prefix):
    """⟦cmt⟧"""
    done = []
    for root, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.join(root, name)
            key = f"{prefix}/{name}"
            etag = client.upload(path, key)
            logging.info("%s -> %s etag=%s", path, key, etag)
            done.append({"key": key, "etag": etag, "size": os.path.getsize(path)})
    return done


def report(done):
    expected = ["⟦hex:32⟧", "⟦hex:32⟧", "⟦hex:32⟧"]
    missing = [e for e in expected if e not in {d["etag"] for d in done}]
    print(json.dumps({"request_id": "⟦uuid⟧", "missing": missing}))
''',
    ),
    "java": (
        """
    public String upload(MultipartFile file) throws IOException {
        String name = UUID.randomUUID().toString().replace("-", "");
        String suffix = file.getOriginalFilename().substring(file.getOriginalFilename().lastIndexOf("."));
        String key = "⟦word⟧/" + LocalDate.now() + "/" + name + suffix;
        // ⟦cmt⟧
        try (InputStream in = file.getInputStream()) {
            ObjectMetadata metadata = new ObjectMetadata();
            metadata.setContentLength(file.getSize());
            metadata.setContentType(file.getContentType());
            put(key, in, metadata);
        }
        log.info("upload {} ok, e.g. ⟦hex:32⟧{}", key, suffix);
        return "https://⟦host⟧/" + key;
    }

    public boolean same(String digest) {
        return "⟦hex:64⟧".equals(digest);
    }
""",
    ),
    "javascript": (
        """
async function uploadAll(client, dir) {
  const files = walk(dir);
  for (const file of files) {
    const key = path.relative(dir, file).replace(/\\\\/g, '/');
    try {
      const res = await client.put(key, file);
      console.log('uploaded', key, res.etag || '⟦hex:32⟧');
    } catch (e) {
      console.error(key, e.code, e.requestId || '⟦uuid⟧');
      process.exitCode = 1;
    }
  }
  return files.length;
}
""",
    ),
    "go": (
        """
// List prints what a prefix holds. ⟦cmt⟧
func List(ctx context.Context, prefix string) error {
	known := map[string]string{
⟦rep:3-7:		"⟦word⟧/⟦hex:8⟧.png": "⟦hex:32⟧",
⟧	}
	for key, etag := range known {
		select {
		case <-ctx.Done():
			return ctx.Err()
		default:
			fmt.Println(prefix, key, etag)
		}
	}
	return nil
}
""",
    ),
    "yaml": (
        """
scheduler:
  jobs:
⟦rep:2-5:    - name: ⟦word⟧
      cron: "0 ⟦int:0:59⟧ ⟦int:0:23⟧ * * ?"
      job-id: ⟦uuid⟧
      checksum: ⟦hex:32⟧
⟧  enabled: true
""",
    ),
    "shell": (
        """
for f in "$DIR"/*.tar.gz; do
  [ -e "$f" ] || continue
  sum=$(md5sum "$f" | cut -d' ' -f1)
  if [ "$sum" = "⟦hex:32⟧" ]; then
    echo "skip $f"  # ⟦cmt⟧
    continue
  fi
  echo "$(date +%FT%T) $f $sum" >> /var/log/⟦word⟧.log
done
""",
    ),
    "php": (
        """
function upload_name($file, $prefix = '⟦word⟧')
{
    // ⟦cmt⟧
    $ext = pathinfo($file, PATHINFO_EXTENSION);
    $known = [
        'a.png' => '⟦hex:32⟧',
        'b.png' => '⟦hex:32⟧',
    ];
    $sum = md5_file($file);
    if (in_array($sum, $known)) {
        return null;
    }
    return $prefix . '/' . date('Ymd') . '/' . $sum . '.' . $ext;
}
""",
    ),
    "terraform": (
        """
resource "null_resource" "⟦word⟧" {
  triggers = {
    image = "registry.example.com/⟦org⟧/⟦app⟧@sha256:⟦hex:64⟧"
    rev   = "⟦hex:40⟧"
  }

  provisioner "local-exec" {
    command = "echo ⟦uuid⟧ >> applied.txt"
  }
}

output "subnet" {
  value = "subnet-⟦low:8⟧"
}
""",
    ),
    "markdown": (
        """
## 目录结构

```
⟦app⟧
├── cmd
├── internal
└── scripts
```

## 版本

| 版本 | 提交 | 校验值 |
| --- | --- | --- |
⟦rep:3-6:| ⟦ver⟧ | ⟦hex:7⟧ | ⟦hex:32⟧ |
⟧
""",
    ),
    "sql": (
        """
CREATE TABLE `file_meta` (
  `id` bigint NOT NULL,
  `uuid` char(36) NOT NULL,
  `md5` char(32) DEFAULT NULL COMMENT '⟦cmt⟧',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
⟦rep:3-8:INSERT INTO `file_meta` VALUES (⟦num:6⟧, '⟦uuid⟧', '⟦hex:32⟧');
⟧""",
    ),
}
