# The processes of a part: started once, known for certain, stopped completely; sourced, never run. Needs Linux's /proc.
#
# GITOPS_STATE  what a running part keeps (default .dev in this repository)

# shellcheck shell=bash disable=SC2034 source-path=SCRIPTDIR source=basics.sh
. "$(dirname "${BASH_SOURCE[0]}")/basics.sh"
STATE=${GITOPS_STATE:-$REPOSITORY/.dev}
PARENT_PID=
NODE=
SECONDS_TO_START=60

# options "$@": reads --state DIR and --parent-pid PID (and the control plane's --node KIND) wherever they stand; what is left
# is in ARGUMENTS.
options() {
  ARGUMENTS=()
  while [ $# -gt 0 ]; do
    case $1 in
      --state) STATE=${2:?--state needs a folder}; shift 2 ;;
      --parent-pid) PARENT_PID=${2:?--parent-pid needs a number}; shift 2 ;;
      --node) NODE=${2:?--node needs a kind}; shift 2 ;;
      *) ARGUMENTS+=("$1"); shift ;;
    esac
  done
  mkdir -p "$STATE/logs" "$STATE/run"
  STATE=$(cd "$STATE" && pwd)
}

# lock PART: one script at a time works on a part of a state folder. Held until the script ends, as descriptor 9.
lock() { exec 9>"$STATE/run/$1.lock"; flock 9; }

# A process is known by its id and its start time (clock ticks since boot), so a recycled id is never taken for it.
start_time() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  # The name in parentheses may hold anything: count fields after its end. The state Z is a process that has ended.
  read -ra stat <<<"${stat##*) }"
  if [ "${stat[0]}" = Z ]; then return 1; fi
  printf '%s\n' "${stat[19]}"
}

# pid_of PROCESS: the id of a running process of this state folder, else fails.
pid_of() {
  local pid started
  read -r pid started 2>/dev/null <"$STATE/run/$1.pid" || return 1
  if [ -z "$started" ] || [ "$(start_time "$pid")" != "$started" ]; then return 1; fi
  printf '%s\n' "$pid"
}

# launch PROCESS COMMAND...: in a session of its own, without our locks, output to the log. The process writes its own
# id before it becomes the command, so that none is ever unknown, even if this script is killed here.
launch() {
  local name=$1 pid
  shift
  (
    remember "$name" "$BASHPID"
    exec setsid nohup "$@"
  ) </dev/null >>"$STATE/logs/$name.log" 2>&1 8>&- 9>&- &
  pid=$!
  remember "$name" "$pid"
}

# Renamed into place: two write it, and a reader must never see half of it.
remember() {
  local new=$STATE/run/$1.pid.$BASHPID
  printf '%s %s\n' "$2" "$(start_time "$2")" >"$new"
  mv "$new" "$STATE/run/$1.pid"
}

# kill_process PROCESS [SIGNAL]: the whole session's group, first asked, after 5 s made to.
kill_process() {
  local pid tries=0
  if pid=$(pid_of "$1") && [ "$pid" != $$ ]; then
    kill -s "${2:-TERM}" -- "-$pid" 2>/dev/null || true
    while pid_of "$1" >/dev/null; do
      tries=$((tries + 1))
      if [ $tries = 100 ]; then kill -s KILL -- "-$pid" 2>/dev/null || true; fi
      if [ $tries -gt 200 ]; then die "process $pid ($1) does not end"; fi
      sleep 0.05
    done
  fi
  rm -f "$STATE/run/$1.pid"
}

# wait_for PROCESS CHECK...: until the check passes; fails as soon as the process has ended, or after a minute.
wait_for() {
  local name=$1 end=$((SECONDS + SECONDS_TO_START))
  shift
  until "$@" >/dev/null 2>&1; do
    if ! pid_of "$name" >/dev/null || [ "$SECONDS" -ge "$end" ]; then return 1; fi
    sleep 0.1
  done
}

# listens PROCESS CHECK: the process itself listens on 127.0.0.1:$PORT, and the check passes. Another process that took
# the port might pass the check as well.
listens() {
  local pid socket
  pid=$(pid_of "$1") || return 1
  socket=$(awk -v "local=0100007F:$(printf %04X "$PORT")" '$2 == local && $4 == "0A" { print $10 }' /proc/net/tcp)
  [ -n "$socket" ] && [ -n "$(find "/proc/$pid/fd" -lname "socket:\[$socket\]")" ] && "$2"
}

# A port nobody listens on now, below the range that the kernel gives to clients. It can be taken before it is bound.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then printf '%s\n' "$port"; return; fi
  done
}

# listen PROCESS STARTER CHECK: calls STARTER, which launches the process on $PORT; again on a new port when that was
# taken. The port is kept in the state folder, so that a part which is started again has the address it had.
listen() {
  local name=$1 starter=$2 check=$3 file=$STATE/run/$1.port from try
  if [ -s "$file" ]; then PORT=$(cat "$file"); else PORT=$(free_port); fi
  if pid_of "$name" >/dev/null; then return; fi
  for try in 1 2 3 4 5; do
    touch "$STATE/logs/$name.log"
    from=$(wc -c <"$STATE/logs/$name.log")
    "$starter"
    if wait_for "$name" listens "$name" "$check"; then
      printf '%s\n' "$PORT" >"$file"
      return
    fi
    kill_process "$name"
    if ! tail -c "+$((from + 1))" "$STATE/logs/$name.log" | grep -qi 'address already in use'; then break; fi
    note "port $PORT was taken, trying another one ($try)"
    PORT=$(free_port)
  done
  failed "$name"
}

failed() {
  note "$1 did not come up; the end of $STATE/logs/$1.log:"
  tail -n 15 "$STATE/logs/$1.log" >&2
  exit 1
}

# watch_parent PART: when the process PARENT_PID is gone, the part is stopped.
watch_parent() {
  local started
  if [ -z "$PARENT_PID" ] || pid_of "$1-watchdog" >/dev/null; then return; fi
  started=$(start_time "$PARENT_PID") || die "there is no process $PARENT_PID"
  # shellcheck disable=SC2016
  launch "$1-watchdog" bash -c '. "$1/lib/processes.sh"; while [ "$(start_time "$2")" = "$3" ]; do sleep 0.3; done
    exec "$1/$4" stop --state "$5"' watchdog "$REPOSITORY/dev" "$PARENT_PID" "$started" "$1" "$STATE"
}

# publish PART KEY=VALUE...: the file that others source, and the same on standard output.
publish() {
  local part=$1
  shift
  (umask 077 && printf '%s\n' "$@" >"$STATE/$part.env.new")
  mv "$STATE/$part.env.new" "$STATE/$part.env"
  cat "$STATE/$part.env"
}
