"""The copies of a site that programs read: Markdown beside each page, llms.txt and llms-full.txt."""
