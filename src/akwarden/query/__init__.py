"""The language of filters, shared by everything that lists: `status:active last<90d "free text"`."""
