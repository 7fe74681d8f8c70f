; run: hoist-invariants
; So many values would each take a register in the loop: the last ones stay.
define double @f(double %x, double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %loop ]
  %s0 = phi double [ 0.0, %entry ], [ %s17, %loop ]
  %a1 = fmul double %x, 1.5
  %s1 = fadd double %s0, %a1
  %a2 = fmul double %x, 2.5
  %s2 = fadd double %s1, %a2
  %a3 = fmul double %x, 3.5
  %s3 = fadd double %s2, %a3
  %a4 = fmul double %x, 4.5
  %s4 = fadd double %s3, %a4
  %a5 = fmul double %x, 5.5
  %s5 = fadd double %s4, %a5
  %a6 = fmul double %x, 6.5
  %s6 = fadd double %s5, %a6
  %a7 = fmul double %x, 7.5
  %s7 = fadd double %s6, %a7
  %a8 = fmul double %x, 8.5
  %s8 = fadd double %s7, %a8
  %a9 = fmul double %x, 9.5
  %s9 = fadd double %s8, %a9
  %a10 = fmul double %x, 10.5
  %s10 = fadd double %s9, %a10
  %a11 = fmul double %x, 11.5
  %s11 = fadd double %s10, %a11
  %a12 = fmul double %x, 12.5
  %s12 = fadd double %s11, %a12
  %a13 = fmul double %x, 13.5
  %s13 = fadd double %s12, %a13
  %a14 = fmul double %x, 14.5
  %s14 = fadd double %s13, %a14
  %a15 = fmul double %x, 15.5
  %s15 = fadd double %s14, %a15
  %a16 = fmul double %x, 16.5
  %s16 = fadd double %s15, %a16
  %a17 = fmul double %x, 17.5
  %s17 = fadd double %s16, %a17
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, 3.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %s17
}

; expect: changed
define double @f(double %x, double %n) {
entry:
  %0 = fmul double %x, 1.5
  %1 = fmul double %x, 2.5
  %2 = fmul double %x, 3.5
  %3 = fmul double %x, 4.5
  %4 = fmul double %x, 5.5
  %5 = fmul double %x, 6.5
  %6 = fmul double %x, 7.5
  %7 = fmul double %x, 8.5
  %8 = fmul double %x, 9.5
  %9 = fmul double %x, 10.5
  %10 = fmul double %x, 11.5
  %11 = fmul double %x, 12.5
  %12 = fmul double %x, 13.5
  %13 = fmul double %x, 14.5
  %14 = fmul double %x, 15.5
  %15 = fmul double %x, 16.5
  br label %loop
loop:
  %16 = phi double [ 0.0, %entry ], [ %36, %loop ]
  %17 = phi double [ 0.0, %entry ], [ %35, %loop ]
  %18 = fadd double %17, %0
  %19 = fadd double %18, %1
  %20 = fadd double %19, %2
  %21 = fadd double %20, %3
  %22 = fadd double %21, %4
  %23 = fadd double %22, %5
  %24 = fadd double %23, %6
  %25 = fadd double %24, %7
  %26 = fadd double %25, %8
  %27 = fadd double %26, %9
  %28 = fadd double %27, %10
  %29 = fadd double %28, %11
  %30 = fadd double %29, %12
  %31 = fadd double %30, %13
  %32 = fadd double %31, %14
  %33 = fadd double %32, %15
  %34 = fmul double %x, 17.5
  %35 = fadd double %33, %34
  %36 = fadd double %16, 1.0
  %37 = fcmp olt double %36, 3.0
  br i1 %37, label %loop, label %exit
exit:
  ret double %35
}
