"""What tests stand on: servers, browsers, and the words for what is missing."""
