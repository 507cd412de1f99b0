module akwarden/tools/sdk_smoke

go 1.21
