-- Wants to make code.
-- exit: 3
-- says: undeclared global 'load'
load "return 1" ()
