#!/bin/sh
# Starts the service for production on a machine without containers. Settings come from the environment, or from .env
# and .env.production beside this file (see .env.example). Under a supervisor, for example:
#
#   systemd-run --uid=moicad --working-directory=/opt/moicad --property=NoNewPrivileges=yes ./start-production.sh
set -eu

root=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
if [ "$(id -u)" -eq 0 ]; then
  echo 'moicad: warning: running as root; use a user of its own, who owns nothing but logs/' >&2
fi

umask 077
# A dump of the service's memory would hold its clients' programs.
ulimit -c 0
export NODE_ENV=production
mkdir -p "$root/logs"
exec sh "$root/bin/launch" start "$@"
