#!/bin/bash
# scripts/setup with a made-up Debian: what it asks of apt, sudo and the user.
. tests/tap.sh

mkdir "$T/bin"
echo 'libc6-dev make' >"$T/installed"

fake() # NAME, the script on standard input
{
    { echo '#!/bin/sh'; cat; } >"$T/bin/$1"
    chmod +x "$T/bin/$1"
}

fake dpkg-query <<EOT
for p in \$(cat $T/installed); do echo "\$p installed"; done
echo 'gcc config-files'
EOT
fake apt-get <<EOT
echo "\$DEBIAN_FRONTEND apt-get \$*" >>$T/asked
case "\$*" in *install*) echo "\$*" >>$T/installed ;; esac
EOT
fake sudo <<EOT
echo "sudo \$1" >>$T/asked
exec "\$@"
EOT
fake id <<EOT
cat $T/uid
EOT
for tool in sh awk env cat; do
    ln -s "$(command -v $tool)" "$T/bin/$tool"
done

setup()
{
    : >"$T/asked"
    try env -i PATH="$T/bin" scripts/setup "$@"
}

asked()
{
    grep -qF -- "$1" "$T/asked"
}

echo 0 >"$T/uid"
setup
expect 'root: installs' ended 0
expect 'names them first' said 'installing gcc '
expect 'what was removed is missing' asked ' gcc '
expect 'what is installed is not asked for' not asked ' make '
expect 'after an update' asked 'noninteractive apt-get -q update'
expect 'without questions' asked \
    'noninteractive apt-get -q install -y --no-install-recommends'
expect 'without sudo' not asked sudo
expect 'no tools of the developer' not asked libcmocka-dev
setup
expect 'the second time: nothing to say' silent
expect '  nothing to do' [ ! -s "$T/asked" ]
setup --dev
expect 'developer: the rest' asked libcmocka-dev
expect '  only the rest' not asked gnuplot

echo 'make' >"$T/installed"
echo 1000 >"$T/uid"
setup
expect 'a user: sudo' asked 'sudo env'
echo 'make' >"$T/installed"
rm "$T/bin/sudo"
setup
expect 'neither root nor sudo' said 'neither root nor sudo'
expect '  names the packages' said ' gcc '
expect '  fails' ended 1
expect '  asks nothing' [ ! -s "$T/asked" ]

echo 0 >"$T/uid"
fake apt-get <<EOT
exit 100
EOT
setup
expect 'apt-get fails: so do we' ended 1
expect '  with what to do by hand' said 'by hand: apt-get install'
rm "$T/bin/apt-get"
setup
expect 'no Debian' said 'no Debian'
expect '  names the packages' said libsqlite3-dev
expect '  fails' ended 1
setup --what
expect 'unknown option' ended 2

tap_end
