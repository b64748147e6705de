"""Study sessions: pure state machines used alike by the screens, the plain lines and the tests."""
