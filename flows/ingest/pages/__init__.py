"""From a page to its article: body, title, author, date; what is no article is told apart."""
