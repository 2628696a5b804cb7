// The console's files as bytes of the binary. The folder `assets` is on the assembler's search path.
    .section .rodata

    .global quickstep_console_html
    .global quickstep_console_html_end
quickstep_console_html:
    .incbin "index.html"
quickstep_console_html_end:

    .global quickstep_console_js
    .global quickstep_console_js_end
quickstep_console_js:
    .incbin "app.js"
quickstep_console_js_end:

    .global quickstep_console_css
    .global quickstep_console_css_end
quickstep_console_css:
    .incbin "app.css"
quickstep_console_css_end:

    .section .note.GNU-stack,"",@progbits
