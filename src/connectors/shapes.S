// The files of `shapes`, one after the other, as bytes of the binary. The build joins them to
// output_shapes.txt, which is on the assembler's search path.
    .section .rodata

    .global quickstep_output_shapes
    .global quickstep_output_shapes_end
quickstep_output_shapes:
    .incbin "output_shapes.txt"
quickstep_output_shapes_end:

    .section .note.GNU-stack,"",@progbits
