"""What the dashboard shows, as documents: plain JSON made from result folders, claims, beliefs and studies.

    shapes      what each document holds, declared once: the OpenAPI description and its checks come from it
    shelf       which results there are, by id, opened when first asked for
    documents   the list of documents: address -> what it shows -> how it is made
    export      all of them written as a folder or as one file, for readers without a server

The server (`pavise.app.web`) hands out the same documents that an export writes, by the same addresses.
"""
