"""The server behind `pavise view`: hands out the documents of `pavise.dashboard` to one reader on this machine.

    guard       who may ask: this machine, this start, this page
    routes      what may be asked: documents and actions, declared once
    openapi     the description of both, made from the routes
    jobs        long work in processes of their own, counted and cancelled
    work        such a process
    serve       put together, bound to this machine, and shown in the browser

Starlette and uvicorn are the extra `web` of the package and are imported here only.
"""
