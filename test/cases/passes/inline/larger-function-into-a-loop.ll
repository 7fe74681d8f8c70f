; run: inline
; A body of 26 values, constants included, is worth a copy where it runs often.
define double @f(double %x) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %n, %loop ]
  %n = call double @g(double %i)
  %c = fcmp olt double %n, %x
  br i1 %c, label %loop, label %done
done:
  ret double %n
}
define double @g(double %y) {
entry:
  %v0 = fadd double %y, 1.5
  %v1 = fmul double %v0, 2.5
  %v2 = fadd double %v1, 3.5
  %v3 = fmul double %v2, 4.5
  %v4 = fadd double %v3, 5.5
  %v5 = fmul double %v4, 6.5
  %v6 = fadd double %v5, 7.5
  %v7 = fmul double %v6, 8.5
  %v8 = fadd double %v7, 9.5
  %v9 = fmul double %v8, 10.5
  %v10 = fadd double %v9, 11.5
  %v11 = fmul double %v10, 12.5
  ret double %v11
}

; expect: changed
define double @f(double %x) {
entry:
  br label %loop
loop:
  %0 = phi double [ 0.0, %entry ], [ %12, %loop ]
  %1 = fadd double %0, 1.5
  %2 = fmul double %1, 2.5
  %3 = fadd double %2, 3.5
  %4 = fmul double %3, 4.5
  %5 = fadd double %4, 5.5
  %6 = fmul double %5, 6.5
  %7 = fadd double %6, 7.5
  %8 = fmul double %7, 8.5
  %9 = fadd double %8, 9.5
  %10 = fmul double %9, 10.5
  %11 = fadd double %10, 11.5
  %12 = fmul double %11, 12.5
  %13 = fcmp olt double %12, %x
  br i1 %13, label %loop, label %done
done:
  ret double %12
}

define double @g(double %y) {
entry:
  %0 = fadd double %y, 1.5
  %1 = fmul double %0, 2.5
  %2 = fadd double %1, 3.5
  %3 = fmul double %2, 4.5
  %4 = fadd double %3, 5.5
  %5 = fmul double %4, 6.5
  %6 = fadd double %5, 7.5
  %7 = fmul double %6, 8.5
  %8 = fadd double %7, 9.5
  %9 = fmul double %8, 10.5
  %10 = fadd double %9, 11.5
  %11 = fmul double %10, 12.5
  ret double %11
}
