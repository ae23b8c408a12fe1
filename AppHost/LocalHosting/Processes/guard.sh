# Started by the AppHost with a pipe as input; see ProcessGuard. $1 is the file for this process's id.
trap '' HUP INT TERM
exec >/dev/null 2>&1
echo $$ > "$1"
children=
commands=$(mktemp) || exit 1

while read -r verb key rest; do
  case $verb in
    add) children="$children $key:$rest" ;;
    drop)
      kept=
      for child in $children; do
        [ "${child%%:*}" = "$key" ] || kept="$kept $child"
      done
      children=$kept
      ;;
    run) echo "$key $rest" >> "$commands" ;;
    done)
      grep -v "^$key " "$commands" > "$commands.new"
      mv "$commands.new" "$commands"
      ;;
  esac
done

# The pipe is closed: the AppHost is gone. What it started must not stay.
for child in $children; do
  kill -s "${child#*:}" "${child%%:*}"
done
while read -r key command; do
  $command </dev/null &
done < "$commands"

# A group goes down with its leader, at the latest after eight seconds.
round=0
alive=$children
while [ -n "$alive" ] && [ $round -lt 80 ]; do
  sleep 0.1
  round=$((round + 1))
  still=
  for child in $alive; do
    kill -0 "${child%%:*}" && still="$still $child"
  done
  alive=$still
done
for child in $alive; do
  kill -s KILL "${child%%:*}"
done
for child in $children; do
  kill -s KILL -- "-${child%%:*}"
done
wait
rm -f "$commands" "$commands.new" "$1"
