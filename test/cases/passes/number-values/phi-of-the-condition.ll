; run: number-values
; From either way of its branch, a condition is known.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %end, label %other
other:
  %o = call double @observe(double %x)
  %d = fcmp olt double %o, 1.0
  br i1 %d, label %again, label %end
again:
  br label %end
end:
  %p = phi i1 [ %c, %entry ], [ %d, %other ], [ %d, %again ]
  %r = uitofp i1 %p to double
  ret double %r
}

declare double @observe(double)

; expect: changed
define double @f(double %x) {
entry:
  %0 = fcmp olt double %x, 1.0
  br i1 %0, label %end, label %other
other:
  %1 = call double @observe(double %x)
  %2 = fcmp olt double %1, 1.0
  br i1 %2, label %again, label %end
again:
  br label %end
end:
  %3 = phi i1 [ true, %entry ], [ false, %other ], [ true, %again ]
  %4 = uitofp i1 %3 to double
  ret double %4
}

declare double @observe(double)
