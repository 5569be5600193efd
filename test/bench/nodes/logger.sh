#!/bin/sh
# Begins each entry of its log with an empty line, as Elixir's Logger does, and logs to standard output.
printf "\n12:00:00.000 [info] node starting\n"
while read -r line; do :; done
