#!/bin/sh
# Home Assistant's command_line provider runs this with a username and a
# ticket (as password) in the environment. It believes a ticket that was made
# with the keys beside it, once, while it lives, and asks nobody.
# The format of a ticket: packages/gateway/src/ticket.ts.
#
# Exit codes, which Home Assistant writes to its log:
#    0  taken; name, group and local_only are printed
#   10  form: this is no ticket, or no username of ours
#   11  late: the ticket's time is over, or a clock is wrong
#   12  early: its time ends more than 60 s ahead, so a clock is wrong
#   13  mac: not made for this username with one of our keys
#   14  used: it was taken before
#   15  keys: the file "keys" is missing, unreadable or incomplete
#   16  tool: sha256sum, base64, date or mkdir is missing or answers rubbish,
#       or this shell's printf is no builtin
#   17  lines: the mac is right, but what it vouches for is not to be printed
#   18  marks: the directory "used" is missing or cannot be written
#   19  output: nobody took what was printed
# Anything else is the shell's own and a refusal as well.
#
# Keys are read by the shell and leave it through the standard input of
# sha256sum only: what stands in an argument, an exported variable or a
# here-document can be seen by others. So the first line stops a trace, and no
# variable that came in with the environment may lend its export to a secret.
set +axve -fu
unset -f printf read umask sha256sum base64 date mkdir rmdir
unset ENV key value pairs hash expected ticket mac signed
exec 2>/dev/null </dev/null
umask 077
IFS=' '
LC_ALL=C
export LC_ALL PATH
nl='
'
digits=0123456789
hex=0123456789abcdef
letters=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz

# What the tools need not see is not in their environment.
ticket=${password-}
name=${username-}
unset password username

# A printf found by path would show its arguments to everybody.
PATH=/dev/null
printf '' || exit 16
PATH=/usr/bin:/bin

# The shape, by builtins alone. Lists of characters, not ranges: what a range
# holds depends on the locale that the shell began with.
[ ${#ticket} -le 1500 ] && [ ${#name} -le 64 ] || exit 10
case $name in '' | *[!$letters$digits-]*) exit 10 ;; esac
case $ticket in v1.*.*.*.*) ;; *) exit 10 ;; esac
mac=${ticket##*.}
signed=${ticket%"$mac"}
fields=${signed#v1.}
expiry=${fields%%.*}
fields=${fields#*.}
nonce=${fields%%.*}
fields=${fields#*.}
lines=${fields%.}
case $expiry in 0* | *[!$digits]*) exit 10 ;; esac
case $nonce$mac in *[!$hex]*) exit 10 ;; esac
[ ${#expiry}.${#nonce}.${#mac} = 10.32.64 ] || exit 10
unpadded=${lines%=}
unpadded=${unpadded%=}
case $unpadded in '' | *[!$letters$digits+/]*) exit 10 ;; esac
[ $((${#lines} % 4)) -eq 0 ] || exit 10

# The keys: a line "inner" and a line "outer", 64 hex digits each; the older
# pair after them while keys are changed. A line without its end is half a
# file.
here=${0%/*}
case $here in /*) ;; *) exit 15 ;; esac
names=
pairs=
{
  while read -r key value; do
    case $value in *[!$hex]*) exit 15 ;; esac
    [ ${#value} -eq 64 ] || exit 15
    names="$names $key"
    pairs="$pairs $value"
  done
  [ -z "$key" ] || exit 15
} <"$here/keys"
case $names in
' inner outer' | ' inner outer inner outer') ;;
*) exit 15 ;;
esac

# The whole mac, before a byte of the ticket is believed.
set -- $pairs
while [ $# -gt 0 ]; do
  hash=$(printf '%s%s\n%s' "$1" "$name" "$signed" | sha256sum) || exit 16
  hash=${hash%% *}
  expected=$(printf '%s%s' "$2" "$hash" | sha256sum) || exit 16
  expected=${expected%% *}
  case $hash$expected in *[!$hex]*) exit 16 ;; esac
  [ ${#hash}.${#expected} = 64.64 ] || exit 16
  # The same answer to two questions: it does not look at what it is asked.
  [ "$hash" != "$expected" ] || exit 16
  [ "$mac" != "$expected" ] || break
  shift 2
done
[ $# -gt 0 ] || exit 13

now=$(date -u +%s) || exit 16
case $now in '' | 0?* | *[!$digits]*) exit 16 ;; esac
[ ${#now} -le 10 ] || exit 16
[ "$now" -le "$expiry" ] || exit 11
[ "$expiry" -le $((now + 60)) ] || exit 12

# Exactly three lines, in this order: Home Assistant takes the last line of a
# key, makes an administrator of a person without group, and breaks lines at
# a carriage return too. The dot keeps the last line break.
text=$(printf '%s' "$lines" | base64 -d && printf .) ||
  case $? in 126 | 127) exit 16 ;; *) exit 17 ;; esac
controls=$(
  printf '\001\002\003\004\005\006\007\010\011\012\013\014\015\016\017\020'
  printf '\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037\177'
)
case $text in "name = "*"$nl"*"$nl"*"$nl.") ;; *) exit 17 ;; esac
text=${text%.}
rest=${text#"name = "}
shown=${rest%%"$nl"*}
rest=${rest#*"$nl"}
case $shown in '' | *[$controls]*) exit 17 ;; esac
case $rest in
"group = system-admin${nl}local_only = "* | \
  "group = system-users${nl}local_only = "* | \
  "group = system-read-only${nl}local_only = "*) ;;
*) exit 17 ;;
esac
case ${rest#*"$nl"} in
"local_only = true$nl" | "local_only = false$nl") ;;
*) exit 17 ;;
esac

# Whoever makes the directory has the ticket; everybody else comes too late.
mark=$here/used/$expiry.$nonce
mkdir "$mark" || case $? in
126 | 127) exit 16 ;;
*)
  [ -d "$mark" ] && exit 14
  exit 18
  ;;
esac
[ -d "$mark" ] || exit 16

# Marks a day over their ticket's time go, 64 a run: names sort by time. What
# is not ours or does not go stays, and hinders nobody.
set --
set +f
for old in "$here"/used/*.*; do
  ended=${old##*/}
  id=${ended#*.}
  ended=${ended%%.*}
  case $ended$id in *[!$hex]*) continue ;; esac
  case $ended in 0* | *[!$digits]*) continue ;; esac
  [ ${#ended}.${#id} = 10.32 ] || continue
  [ $((now - ended)) -gt 86400 ] || break
  [ -d "$old" ] && [ ! -L "$old" ] || continue
  set -- "$@" "$old"
  [ $# -lt 64 ] || break
done
[ $# -eq 0 ] || rmdir "$@"

printf '%s' "$text" || exit 19
