#!/bin/sh
# A node that greets a hundred others, n0 to n99, as soon as it knows its name. They come up within a
# millisecond or two of each other, too fast for a language with a runtime to load.
read -r init
name=${init#*'"dest":"'}
name=${name%%'"'*}
place=0
while [ $place -lt 100 ]; do
  printf '{"src":"%s","dest":"n%s","body":{"type":"hello"}}\n' "$name" $place
  place=$((place + 1))
done
cat > /dev/null
