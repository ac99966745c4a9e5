-- Includes what is not its own.
-- exit: 3
-- says: '/etc/passwd': name files relative
retort.include "/etc/passwd"
