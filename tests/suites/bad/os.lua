-- Wants the operating system.
-- exit: 3
-- says: os.lua:4: undeclared global 'os'
os.execute("id")
