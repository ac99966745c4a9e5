-- A global variable.
-- exit: 3
-- says: assignment to undeclared global 'count': write 'local count = ...'
count = 0
